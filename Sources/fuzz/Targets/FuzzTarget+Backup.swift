import Statements

/// What a gateway's owner keeps off the card.
extension FuzzTarget {
    /// A key backup, as far as it is read without its passphrase.
    static let backup = spelled(
        "backup", sizeLimit: 8192,
        seeds: { files in
            try files.blocks("backup", in: "Sources/Statements/FORMAT.md").flatMap { block in
                let lines = block.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
                return [block.text, lines.joined(separator: "\n"), lines.reversed().joined(separator: "\n")]
            }.map { Array($0.utf8) }
        },
        decode: { try SignedBackup(parsing: $0, cryptography) },
        encode: { Array($0.backup.text(words: ["read"], signature: $0.signature, cryptography).utf8) },
        also: { signed in
            try require(
                signed.backup.files.allSatisfy {
                    !String(decoding: $0.bytes, as: UTF8.self).contains("PRIVATE KEY-----")
                },
                "a private key stands in clear")
        })
}
