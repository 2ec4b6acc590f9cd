/// A file in a backup that is no secret, as it lies on the disk.
package struct BackedUpFile: Hashable, Sendable {
    /// What the file is for. Where it belongs, the configuration says.
    package enum Role: String, Hashable, Sendable, CaseIterable { case configuration, policy, authority, certificate }

    /// Longer files are not read; bytes.
    package static let sizeLimit = 64 << 10

    /// What the file is for.
    package let role: Role
    /// All of it: UTF-8, and no private key.
    package let bytes: [UInt8]

    /// - Throws: ``StatementError``: `tooLong`, or `content` for bytes that are not text, or hold a private key.
    package init(role: Role, bytes: [UInt8]) throws(StatementError) {
        guard bytes.count <= Self.sizeLimit else { throw .tooLong(size: bytes.count, limit: Self.sizeLimit) }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw KeyBackup.fault("the file “\(role.rawValue)”", "text, in UTF-8")
        }
        guard !bytes.contains(Array("PRIVATE KEY-----".utf8)) else {
            throw KeyBackup.fault(
                "the file “\(role.rawValue)”", "without a private key, which everybody could read here")
        }
        self.role = role
        self.bytes = bytes
    }

    /// Its lines in a backup.
    func text(_ cryptography: some Cryptography) -> String {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let rest = lines.removeLast()
        let text = lines.map { Self.line(Self.whole, $0) } + (rest.isEmpty ? [] : [Self.line(Self.unended, rest)])
        return "file: \(role.rawValue)\nsha256: \(cryptography.sha256(bytes))\n" + text.joined()
    }

    /// Before a line that a line feed ends.
    static let whole = UInt8(ascii: "|")
    /// Before what comes after the last line feed.
    static let unended = UInt8(ascii: "\\")

    private static func line(_ mark: UInt8, _ content: ArraySlice<UInt8>) -> String {
        String(decoding: content.isEmpty ? [mark] : [mark, UInt8(ascii: " ")] + content, as: UTF8.self) + "\n"
    }
}
