import Ledger
import Statements

/// Statements with mirrors' COSE receipts.
extension FuzzTarget {
    /// A transparent statement. One that verifies is an entry of the log at its own place, and its mirrors said so.
    static let receipt = codec(
        "receipt", sizeLimit: 8192,
        seeds: { files in
            let street = try FuzzStreet.shared.get()
            let statements = try [(0, 2), (1, 2), (3, 9), (8, 9)].map {
                try statement($0.0, size: $0.1, street).encode()
            }
            return try statements + files.format("transparent-statement")
        },
        decode: { try TransparentStatement(decoding: $0) }, encode: { try $0.encode() },
        also: { statement in
            let street = try FuzzStreet.shared.get()
            guard let proven = try? statement.verify(under: street.policy, requiresRecord: false, cryptography) else {
                return
            }
            let log = street.honest
            try require(proven.origin == log.origin, "it shows \(proven.origin), of which there are no receipts")
            try require(log.entries[Int(proven.entry.index)] == statement.entry, "it shows what is not in the log")
            try require(
                proven.receipts.allSatisfy { $0.size == 2 || $0.size == 9 }, "it shows a size that no mirror signed")
            let mirrors = Set(proven.receipts.map(\.mirror))
            try require(mirrors.count == proven.receipts.count, "a mirror counts twice")
            try require(proven.isRecorded == (mirrors.count >= street.policy.quorum), "its quorum is another one")
        })

    /// An entry of the honest log, with the receipt of every mirror.
    private static func statement(
        _ index: Int, size: Int, _ street: FuzzStreet
    ) throws -> TransparentStatement {
        let log = street.honest
        let receipts = try street.gateways.map { gateway in
            let receipt = Receipt(
                mirror: gateway.origin, log: log.origin, key: gateway.mirrorSigner.publicKey, time: 1_767_225_600,
                size: UInt64(size), index: UInt64(index), path: log.tree.inclusionProof(of: index, size: size),
                cryptography)
            return TransparentStatement.Attached(
                try receipt.signed(root: log.tree.root(size: size), with: gateway.mirrorSigner),
                genesisPath: index == 0 ? [] : log.tree.inclusionProof(of: 0, size: size))
        }
        return TransparentStatement(
            entry: log.entries[index], genesis: index == 0 ? nil : log.entries[0], receipts: receipts)
    }
}
