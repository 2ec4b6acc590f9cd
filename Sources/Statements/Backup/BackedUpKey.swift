/// One private key in a backup, encrypted: PKCS#8 (RFC 5958) in PEM (RFC 7468).
package struct BackedUpKey: Hashable, Sendable {
    /// What the key is for.
    package enum Role: String, Hashable, Sendable, CaseIterable {
        case statement, log, tls
        /// Takes over from the statement key, which is being renewed.
        case nextStatement = "next-statement"
        /// Takes over from the log key, which is being renewed.
        case nextLog = "next-log"

        /// Those that every gateway has.
        static let needed: [Self] = [.statement, .log]
    }

    /// Longer blocks are not read; bytes. No key's is longer.
    package static let sizeLimit = 16 << 10

    /// What the key is for.
    package let role: Role
    /// SHA-256 of the public half, as a SubjectPublicKeyInfo in DER.
    package let fingerprint: Digest
    /// The whole block, its first and last line included, each line ended by a line feed.
    package let block: [UInt8]

    /// - Throws: ``StatementError``: `tooLong`, or `content` for what is no block of an encrypted private key.
    package init(role: Role, fingerprint: Digest, block: [UInt8]) throws(StatementError) {
        guard block.count <= Self.sizeLimit else { throw .tooLong(size: block.count, limit: Self.sizeLimit) }
        let lines = block.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let isBlock =
            lines.count >= 4 && lines[lines.count - 1].isEmpty && lines[0].elementsEqual(Self.firstLine.utf8)
            && lines[lines.count - 2].elementsEqual(Self.lastLine.utf8)
            && lines[1..<lines.count - 2].allSatisfy { (1...64).contains($0.count) && $0.allSatisfy(Self.isBase64) }
        guard isBlock else {
            throw KeyBackup.fault(
                "the \(role.rawValue) key", "a block “ENCRYPTED PRIVATE KEY” in lines of at most 64 characters")
        }
        self.role = role
        self.fingerprint = fingerprint
        self.block = block
    }

    /// Its lines in a backup.
    func text(_ cryptography: some Cryptography) -> String {
        "key: \(role.rawValue)\npublic-sha256: \(fingerprint)\nsha256: \(cryptography.sha256(block))\n"
            + String(decoding: block, as: UTF8.self)
    }

    static let firstLine = "-----BEGIN ENCRYPTED PRIVATE KEY-----"
    static let lastLine = "-----END ENCRYPTED PRIVATE KEY-----"

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
