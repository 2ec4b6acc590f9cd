/// One signature line of a note: `— name base64(key ID ‖ signature)`.
package struct NoteSignature: Hashable, Sendable {
    /// Whose key is said to have made it.
    package let name: KeyName
    /// Which of the keys of that name.
    package let keyID: UInt32
    /// What follows the key ID, at least one byte. Its form is the business of the key's kind.
    package let bytes: [UInt8]

    /// An em dash and a space.
    private static let prefix = Array("— ".utf8)

    package init(name: KeyName, keyID: UInt32, bytes: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }

    /// Reads a line without its newline.
    init(parsing line: ArraySlice<UInt8>, ordinal: Int) throws(LedgerError) {
        guard line.starts(with: Self.prefix) else { throw .note(.signatureLine(ordinal: ordinal, .noDash)) }
        let rest = line.dropFirst(Self.prefix.count)
        guard let space = rest.firstIndex(of: UInt8(ascii: " ")) else {
            throw .note(.signatureLine(ordinal: ordinal, .noSpace))
        }
        guard let name = try? KeyName(rest[..<space]) else { throw .note(.signatureLine(ordinal: ordinal, .name)) }
        guard var data = Base64.decode(rest[(space + 1)...]) else {
            throw .note(.signatureLine(ordinal: ordinal, .base64))
        }
        guard data.count >= 5 else { throw .note(.signatureLine(ordinal: ordinal, .short(byteCount: data.count))) }
        self.name = name
        self.keyID = data[..<4].reduce(0) { $0 << 8 | UInt32($1) }
        data.removeFirst(4)
        self.bytes = data
    }

    /// How long ``line`` is, without making it.
    var lineByteCount: Int { Self.prefix.count + name.bytes.count + 1 + (4 + bytes.count + 2) / 3 * 4 + 1 }

    /// Writes the line with its newline.
    func append(to note: inout [UInt8]) {
        note += Self.prefix
        note += name.bytes
        note.append(UInt8(ascii: " "))
        var data: [UInt8] = []
        data.reserveCapacity(4 + bytes.count)
        for shift in [24, 16, 8, 0] as [UInt32] { data.append(UInt8(truncatingIfNeeded: keyID >> shift)) }
        data += bytes
        Base64.encode(data, to: &note)
        note.append(0x0A)
    }
}
