/// One entry of systemd's journal, as journald's native protocol takes it: fields with names, in any order.
///
/// See <https://systemd.io/JOURNAL_NATIVE_PROTOCOL/>.
package struct JournalEntry: Hashable, Sendable {
    /// What a datagram may hold together with the others; a longer value is cut, and says so.
    private static let valueLimit = 32 * 1024

    /// The datagram.
    package private(set) var bytes: [UInt8] = []

    /// - Parameters:
    ///   - message: shown by `journalctl`; may have several lines.
    ///   - priority: syslog's number, 0 (emergency) to 7 (debug).
    package init(_ message: String, priority: Int) {
        add("MESSAGE", message)
        add("PRIORITY", String(priority))
    }

    /// Adds a field. Its name becomes one that journald takes: at most 64 capital letters, digits and underscores, of which
    /// the first is a letter.
    package mutating func add(_ name: String, _ value: String) {
        bytes += Self.fieldName(name).utf8
        let value = Self.shortened(value)
        if value.contains(UInt8(ascii: "\n")) {
            // A value of several lines comes with its length, as eight bytes, the lowest first.
            bytes.append(UInt8(ascii: "\n"))
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: value.count >> ($0 * 8)) }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += value
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func fieldName(_ name: String) -> String {
        let letters = name.uppercased().utf8.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: UInt8(ascii: "_")
            }
        }
        // Names that begin with an underscore are journald's own, and none begins with a digit.
        let start = letters.firstIndex { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") } ?? letters.endIndex
        let rest = letters[start...].prefix(64)
        return rest.isEmpty ? "FIELD" : String(decoding: rest, as: UTF8.self)
    }

    private static func shortened(_ value: String) -> [UInt8] {
        let bytes = Array(value.utf8)
        guard bytes.count > valueLimit else { return bytes }
        // Not in the middle of a character.
        var end = valueLimit
        while bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return bytes.prefix(end) + Array("… (\(bytes.count - end) bytes more)".utf8)
    }
}
