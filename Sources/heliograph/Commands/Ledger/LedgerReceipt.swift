import ArgumentParser
import Ledger
import Signing
import Statements
import Storage
import System

/// Issues this gateway's receipt for an entry that its mirror holds.
struct LedgerReceipt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Write an entry with this mirror's COSE receipt in it, as SCITT tools read it.",
        discussion: """
            The file is the statement with receipts (RFC 9942) in its header: this gateway's own, signed with its mirror key for \
            a checkpoint that it has cosigned and holds, and those of the files named with --add, which other mirrors wrote of \
            the same entry. With receipts of a quorum “heliograph verify” takes it as proven; any COSE library checks each \
            receipt by its mirror's key alone. Receipts lead to the statement key that the log's genesis names: entries that a \
            renewed key signed have none.
            Exit status: 0, 1 when this mirror has not cosigned the entry yet or a receipt does not hold, 2 when there is no \
            such entry or file.
            """)

    @Argument(help: "The entry's index in its log.")
    var index: UInt64

    @OptionGroup
    var options: LedgerOptions

    @Option(help: ArgumentHelp("Another mirror's receipt of the same entry; may be repeated.", valueName: "file"))
    var add: [String] = []

    @Option(name: .shortAndLong, help: "The statement with its receipts, a new file.")
    var output: String

    func run() async throws {
        let gateway = try StoredGateway(at: options.state)
        let known = try gateway.known(options.policy)
        let policy = known.newest
        let log = try await gateway.log(options.origin)
        let entry = try await gateway.entry(index, of: log)
        let genesis = index == 0 ? nil : try await gateway.entry(0, of: log)
        try await checkAuthor(of: log, in: gateway, under: known)
        var receipts = [try await issue(entry, of: log, in: gateway, under: known)]
        for path in add {
            for attached in try read(path, entry, genesis, under: policy)
            where !receipts.contains(where: { $0.receipt.mirror == attached.receipt.mirror }) {
                receipts.append(attached)
            }
        }
        let statement = TransparentStatement(entry: entry, genesis: genesis, receipts: receipts)
        try NewFile.write(output, statement.encode())
        let mirrors = receipts.map(\.receipt.mirror.description).joined(separator: ", ")
        StandardStream.error.write(
            "Wrote \(output): entry \(index) of \(log.origin), with the receipts of \(mirrors). \(policy.quorum) make a record.\n"
        )
    }

    /// What leads from the genesis' key to another one is in no receipt.
    private func checkAuthor(of log: LogState, in gateway: StoredGateway, under known: KnownPolicy) async throws {
        let rules = try await gateway.rules(of: log, known)
        guard rules.author(at: index) != rules.author(at: 0) else { return }
        throw Finding.negative(
            "entry \(index) of \(log.origin) is signed by another statement key than the genesis names, and a receipt leads to no other: “heliograph ledger proof” does."
        )
    }

    /// Signs what this mirror has said already: the head, its size and the time are those of a cosignature that it gave.
    private func issue(
        _ entry: [UInt8], of log: LogState, in gateway: StoredGateway, under known: KnownPolicy
    ) async throws -> TransparentStatement.Attached {
        let (policy, cryptography) = (known.newest, OpenSSLCryptography())
        let key = try PrivateKey(rawEd25519: try await gateway.database.mirrorSeed())
        guard
            let mirror = policy.mirrors.first(where: { $0.publicKey == key.publicKey })?.name.mirrorOrigin
        else {
            throw Finding.negative(
                "the policy does not name this gateway's mirror key: nobody would count its receipt.")
        }
        guard let (checkpoint, time) = try cosigned(log, by: mirror, under: known) else {
            throw Finding.negative(
                "\(mirror) has not cosigned a head of \(log.origin) that holds entry \(index) and one more: try again later."
            )
        }
        let tree = gateway.database.tree(of: log.origin)
        func path(to index: UInt64) async throws -> [Digest] {
            try await MerkleTree.inclusionProof(index: index, size: checkpoint.size, tree, cryptography)
        }
        let receipt = Receipt(
            mirror: mirror, log: log.origin, key: key.publicKey, time: time, size: checkpoint.size, index: index,
            path: try await path(to: index), cryptography)
        let root = MerkleTree.root(
            leaf: cryptography.leafHash(entry), index: index, size: checkpoint.size, proof: receipt.path, cryptography)
        guard root == checkpoint.root else {
            throw Finding.unusable(
                "the stored entries of \(log.origin) do not have the root that was cosigned: “heliograph ledger verify” says more."
            )
        }
        return TransparentStatement.Attached(
            try receipt.signed(root: checkpoint.root, with: key), genesisPath: index == 0 ? [] : try await path(to: 0))
    }

    /// The largest head that holds the entry, is held whole, and bears this mirror's valid line; and the line's time.
    private func cosigned(
        _ log: LogState, by mirror: Origin, under known: KnownPolicy
    ) throws -> (checkpoint: Checkpoint, time: UInt64)? {
        var best: (checkpoint: Checkpoint, time: UInt64)?
        let rule = known.rule(known.newest.rule, of: log.origin)
        for kind in [NoteKind.recorded, .held, .offered] {
            guard let bytes = log.notes[kind] else { continue }
            let note = try rule.check(SignedNote(parsing: bytes), OpenSSLCryptography())
            let size = note.checkpoint.size
            guard let line = note.cosigners.first(where: { $0.origin == mirror }), index < size,
                (Receipt.sizeMinimum...max(log.frontier.size, Receipt.sizeMinimum)).contains(size),
                size > best?.checkpoint.size ?? 0
            else { continue }
            best = (note.checkpoint, line.time)
        }
        return best
    }

    private func read(
        _ path: String, _ entry: [UInt8], _ genesis: [UInt8]?, under policy: Policy
    ) throws -> [TransparentStatement.Attached] {
        let bytes = try InputFile.read(path, limit: TransparentStatement.sizeLimit)
        do {
            let statement = try TransparentStatement(decoding: bytes)
            guard statement.entry == entry, statement.genesis == genesis else {
                throw Finding.negative("\(path): it is another statement than entry \(index) here, or of another log.")
            }
            let proven = try statement.verify(under: policy, requiresRecord: false, OpenSSLCryptography())
            return statement.receipts.filter { proven.receipts.contains($0.receipt) }
        } catch let error as LedgerError {
            throw Finding.negative("\(path): \(error)")
        } catch let error as StatementError {
            throw Finding.negative("\(path): \(error)")
        }
    }
}
