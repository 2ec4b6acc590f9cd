/// A community, a gateway or a meter by name: `[a-z0-9][a-z0-9.-]{0,62}`.
///
/// It is a pseudonym that stays for ever: never a street address, never a MAC.
package struct Name: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// What stands for the gateway itself where a meter's name would.
    package static let gateway = Name(reserved: "gateway")

    /// The name as it was written; it has one spelling only.
    package let text: String

    /// - Throws: ``NameError/malformed(_:)`` when the text breaks the rule above.
    package init(_ text: String) throws(NameError) {
        guard Self.isName(text.utf8) else { throw .malformed(text) }
        self.text = text
    }

    /// The name that a part of a topic or of a note spells, in ASCII.
    /// - Throws: ``NameError/malformed(_:)`` when the text breaks the rule above.
    package init(_ bytes: ArraySlice<UInt8>) throws(NameError) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard Self.isName(bytes) else { throw .malformed(text) }
        self.text = text
    }

    private static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, isAlphanumeric(first), bytes.count <= 63 else { return false }
        return bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private init(reserved text: String) { self.text = text }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// What is wrong with a name.
package enum NameError: Error, Hashable, CustomStringConvertible {
    case malformed(String)

    package var description: String {
        switch self {
        case .malformed(let text):
            "“\(text)” is not a name: use 1 to 63 of a-z, 0-9, “.” and “-”, starting with a letter or a digit."
        }
    }
}
