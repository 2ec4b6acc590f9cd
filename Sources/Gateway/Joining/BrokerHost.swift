/// A broker's name in the domain name system, or its address: what a person types, a certificate carries and a configuration names.
package struct BrokerHost: Hashable, Sendable, CustomStringConvertible {
    /// As it was written; at most 253 of letters, digits, `.`, `-` and, in an address of IPv6, `:`.
    package let text: String

    /// - Returns: `nil` for a text that is neither.
    package init?(_ text: String) {
        let isAlphanumeric = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        let others = Array(".-:".utf8)
        guard (1...253).contains(text.utf8.count), text.utf8.contains(where: isAlphanumeric),
            text.utf8.allSatisfy({ isAlphanumeric($0) || others.contains($0) }), !text.hasPrefix("-")
        else { return nil }
        self.text = text
    }

    package var description: String { text }
}
