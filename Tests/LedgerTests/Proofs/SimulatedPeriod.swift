import Ledger
import Metering
import Signing
import Statements

/// A log of two meters and what a proof of a part of it is made of: the readings of `pv` have odd indices, those of `house` even
/// ones, and the entry 4 is an event of the gateway.
struct SimulatedPeriod {
    static let time: Int64 = 1_767_225_600

    let log: SimulatedLog
    let policy: Policy

    init(_ count: Int, signer: PrivateKey? = nil) throws {
        let street = try SimulatedStreet()
        let signer = try signer ?? SimulatedStreet.signer(7)
        let author = LogAuthor(origin: street.gateways[0].origin, key: signer.publicKey, cryptography)
        let entries = try (0..<count).map { index in
            try Self.entry(try Self.message(at: index, signer), at: UInt64(index), of: author, signer)
        }
        self.init(SimulatedLog(street, author, signer, entries), try street.policy())
    }

    private init(_ log: SimulatedLog, _ policy: Policy) {
        self.log = log
        self.policy = policy
    }

    /// The same log with another entry in the place of one.
    func replacing(_ index: Int, with message: Message) throws -> Self {
        replacing(index, with: try Self.entry(message, at: UInt64(index), of: log.author, log.signer))
    }

    func replacing(_ index: Int, with entry: [UInt8]) -> Self {
        Self(log.replacing(index, with: entry), policy)
    }

    private static func message(at index: Int, _ signer: PrivateKey) throws -> Message {
        switch index {
        case 0: .genesis(Genesis(key: signer.publicKey, meters: [], software: "heliograph 0.1.0"))
        case 4: .event(try event(.anchor, at: index))
        default: .reading(try reading(index.isMultiple(of: 2) ? "house" : "pv", at: index))
        }
    }

    static func reading(_ meter: String, at index: Int, pulses: Int? = nil) throws -> Reading {
        let pulses = Int64(pulses ?? index)
        return Reading(
            meter: try Name(meter), end: UnixTime(seconds: time + 60 * Int64(index)), energy: Joules(3600 * pulses),
            pulses: Pulses(pulses), dial: nil, power: Watts(60), intervalSeconds: 60, clock: .synchronised, boot: nil,
            uptimeSeconds: nil, lost: 0, bounced: 0, stuck: 0)
    }

    static func event(_ kind: Event.Kind, of subject: Name = .gateway, at index: Int) throws -> Event {
        guard let boot = BootIdentity([1, 2, 3, 4, 5, 6, 7, 8]) else { preconditionFailure("a boot has 8 bytes") }
        let stamp = ClockStamp(
            time: UnixTime(seconds: time + 60 * Int64(index)), quality: .synchronised, boot: boot,
            uptime: MonotonicTime(nanoseconds: 0))
        return Event(subject: subject, stamp: stamp, kind: kind)
    }

    static func entry(
        _ message: Message, at index: UInt64, of author: LogAuthor, _ signer: PrivateKey
    ) throws -> [UInt8] {
        try entry(
            message.contentType, message.subject, try message.payload(origin: author.origin), at: index, of: author,
            signer)
    }

    static func entry(
        _ type: ContentType, _ subject: Name, _ payload: [UInt8], at index: UInt64, of author: LogAuthor,
        _ signer: PrivateKey
    ) throws -> [UInt8] {
        let header = StatementHeader(
            algorithm: signer.kind == .ed25519 ? .edDSA : .es256, contentType: type,
            keyIdentifier: author.keyIdentifier, issuer: author.origin, subject: subject,
            issuedAt: UnixTime(seconds: time + 60 * Int64(index)), index: index, record: nil)
        return try Entry.sign(header: header, payload: payload, signer: signer, cryptography).bytes
    }

    // MARK: Items

    /// The items of a proof from `start` on.
    /// - Parameters:
    ///   - records: their sizes, of which the last is where the proof ends.
    ///   - isWithheld: which leaves are not shown.
    func items(
        from start: Int, records: [Int], cosigners: Range<Int> = 0..<4, isWithheld: (Int) -> Bool = { _ in false }
    ) async throws -> [PeriodItem] {
        var items: [PeriodItem] = [.header(try await header(from: start, to: records[records.count - 1]))]
        var index = start
        for size in records {
            items.append(.record(try await record(size, cosigners: cosigners)))
            while index < size {
                let entry = log.entries[index]
                items.append(
                    isWithheld(index) ? .withheld(cryptography.leafHash(entry), height: 0) : .entry(entry))
                index += 1
            }
        }
        return items
    }

    func header(from start: Int, to end: Int) async throws -> PeriodHeader {
        let frontier = try await MerkleFrontier(size: UInt64(start), log.tree)
        var genesis: PeriodHeader.Genesis?
        if start > 0 {
            let largest = UInt64(1) << UInt64(63 - UInt64(start).leadingZeroBitCount)
            let path = try await MerkleTree.inclusionProof(index: 0, in: 0..<largest, log.tree, cryptography)
            genesis = PeriodHeader.Genesis(entry: log.entries[0], path: path)
        }
        return PeriodHeader(origin: log.origin, frontier: frontier, count: UInt64(end - start), genesis: genesis)
    }

    /// A record that mirrors signed at a minute of its own.
    func record(_ size: Int, cosigners: Range<Int> = 0..<4) async throws -> SignedNote {
        try log.street.note(
            size: UInt64(size), root: try await log.root(size: size), cosigners: cosigners,
            time: UInt64(Self.time) + 60 * UInt64(size))
    }

    /// The hashes of leaves that are not shown, as few as there can be.
    func withheld(_ range: Range<UInt64>) async throws -> [PeriodItem] {
        let nodes = MerkleTree.nodes(of: range)
        return zip(nodes, try await log.tree.hashes(of: nodes)).map { .withheld($1, height: $0.level) }
    }

    /// Verifies all but the entries themselves.
    func take(_ items: [PeriodItem]) throws {
        var verifier = PeriodVerifier(under: policy, cryptography)
        for item in items { _ = try verifier.take(item) }
        let (count, end) = verifier.progress
        if count < end || end == 0 { _ = try verifier.finish() }
    }

    func verify(_ items: [PeriodItem]) throws -> ProvenPeriod { try Self.verify(items.flatMap(\.bytes), policy) }

    /// Verifies a file.
    static func verify(_ bytes: [UInt8], _ policy: Policy, pieceSize: Int = 4096) throws -> ProvenPeriod {
        var sequence = CBORSequence(limits: PeriodItem.limits)
        var verifier = PeriodVerifier(under: policy, cryptography)
        for start in stride(from: 0, to: bytes.count, by: pieceSize) {
            sequence.append(Array(bytes[start..<min(start + pieceSize, bytes.count)]))
            while let value = try sequence.next() {
                if let leaf = try verifier.take(PeriodItem(value)) { try verifier.add(leaf.examine(cryptography)) }
            }
        }
        try sequence.finish()
        return try verifier.finish()
    }
}
