package import Statements

/// The name of a key in a signed note: not empty, no Unicode white space, no `+` (C2SP signed-note, “Format”).
///
/// Names are compared byte by byte. Swift's `String` calls “é” equal to “e” with an accent behind it; two keys are not
/// one because their names look alike.
package struct KeyName: Hashable, Sendable, CustomStringConvertible {
    /// UTF-8.
    package let bytes: [UInt8]

    /// - Throws: ``KeyFault/malformedName(_:)`` for anything else, invalid UTF-8 included.
    package init(_ bytes: some Collection<UInt8>) throws(LedgerError) {
        // Printable ASCII needs no look at Unicode's tables, and is what nearly every name is.
        if !bytes.isEmpty, bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") }) {
            self.bytes = Array(bytes)
            return
        }
        guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty,
            text.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 })
        else { throw .key(.malformedName(String(decoding: bytes, as: UTF8.self))) }
        self.bytes = Array(bytes)
    }

    /// The name of a log's own key is its origin.
    package init(logOf origin: Origin) { bytes = Array(origin.description.utf8) }

    /// The name of the key with which a gateway cosigns what it mirrors: `community/gateway/mirror`.
    package init(mirrorOf origin: Origin) { bytes = Array("\(origin)/mirror".utf8) }

    /// The gateway whose log key bears this name, `nil` if the name has another form.
    package var logOrigin: Origin? { Self.origin(bytes[...]) }

    /// The gateway whose mirror key bears this name, `nil` if the name has another form.
    package var mirrorOrigin: Origin? {
        let suffix = Array("/mirror".utf8)
        return bytes.suffix(suffix.count).elementsEqual(suffix) ? Self.origin(bytes.dropLast(suffix.count)) : nil
    }

    package var description: String { String(decoding: bytes, as: UTF8.self) }

    private static func origin(_ bytes: ArraySlice<UInt8>) -> Origin? {
        try? Origin(bytes)
    }
}
