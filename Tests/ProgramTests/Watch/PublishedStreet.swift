import Gateway
import Ledger
import Metering
import Signing
import Statements

@testable import heliograph

/// What four gateways of one community publish, made on the spot: real keys, real signatures, no broker.
struct PublishedStreet {
    /// A gateway with all that it signs with.
    struct Member {
        let origin: Origin
        let statementSigner: PrivateKey
        let logKey: NoteKey
        let logSigner: PrivateKey
        let mirrorKey: NoteKey
        let mirrorSigner: PrivateKey
    }

    static let cryptography = OpenSSLCryptography()
    static let time: Int64 = 1_800_000_000

    let members: [Member]
    let policy: Policy

    init(_ count: Int = 4) throws {
        members = try (1...count).map { ordinal in
            let origin = try Origin("linden.energy/roof-\(ordinal)")
            let (log, mirror) = (try PrivateKey.generate(.ed25519), try PrivateKey.generate(.ed25519))
            return Member(
                origin: origin, statementSigner: try .generate(.ed25519),
                logKey: try .log(of: origin, log.publicKey, Self.cryptography), logSigner: log,
                mirrorKey: try .mirror(of: origin, mirror.publicKey, Self.cryptography), mirrorSigner: mirror)
        }
        policy = try Policy(
            logs: members.map(\.logKey), mirrors: members.map(\.mirrorKey), Self.cryptography)
    }

    /// The log of one gateway: a genesis, then readings of a minute each.
    func log(of member: Int = 0, readings: Int, interval: Int64 = 60) throws -> [Entry] {
        try [genesis(of: member)]
            + (0..<readings).map { try reading(of: member, at: UInt64($0 + 1), interval: interval) }
    }

    func genesis(of member: Int = 0, software: String = "heliograph test") throws -> Entry {
        let genesis = Genesis(
            key: members[member].statementSigner.publicKey, meters: [], software: software)
        return try sign(.genesis(genesis), at: 0, of: member)
    }

    func reading(of member: Int = 0, at index: UInt64, pulses: Int64 = 0, interval: Int64 = 60) throws -> Entry {
        let total = Int64(index) + pulses
        let reading = Reading(
            meter: try Name("pv"), end: UnixTime(seconds: Self.time + Int64(index) * interval),
            energy: Joules(total * 3600), pulses: Pulses(total), dial: nil, power: Watts(60), intervalSeconds: interval,
            clock: .synchronised, boot: nil, uptimeSeconds: nil, lost: 0, bounced: 0, stuck: 0)
        return try sign(.reading(reading), at: index, of: member)
    }

    func sign(
        _ message: Message, at index: UInt64, of member: Int = 0, signedAt: Int64 = PublishedStreet.time
    ) throws -> Entry {
        let author = members[member]
        let key = LogAuthor(origin: author.origin, key: author.statementSigner.publicKey, Self.cryptography)
        let header = StatementHeader(
            algorithm: .edDSA, contentType: message.contentType, keyIdentifier: key.keyIdentifier,
            issuer: author.origin, subject: message.subject, issuedAt: UnixTime(seconds: signedAt), index: index,
            record: nil)
        return try Entry.sign(
            header: header, payload: message.payload(origin: author.origin), signer: author.statementSigner,
            Self.cryptography)
    }

    /// A checkpoint over these entries, signed by the log and cosigned by the first so many mirrors.
    func note(
        over entries: [Entry], of member: Int = 0, cosigners: Int = 3, time: Int64 = PublishedStreet.time
    ) throws -> SignedNote {
        let author = members[member]
        var tree = MerkleFrontier()
        for entry in entries { tree.append(leaf: Self.cryptography.leafHash(entry.bytes), Self.cryptography) }
        let checkpoint = Checkpoint(
            origin: author.origin, size: tree.size, root: tree.root(Self.cryptography))
        var note = try checkpoint.signed(by: author.logKey, with: author.logSigner)
        for mirror in members.prefix(cosigners) {
            note.add(
                try Cosignature.sign(
                    note.text, time: UInt64(time), key: mirror.mirrorKey, with: mirror.mirrorSigner))
        }
        return note
    }

    /// What the topic `genesis` holds for a log of these entries, at most two.
    func announcement(of entries: [Entry], by member: Int = 0, cosigners: Int = 0) throws -> [UInt8] {
        precondition(entries.count <= 2, "the path of entry 0 among more is not needed here")
        let path = entries.dropFirst().map { Self.cryptography.leafHash($0.bytes) }
        let proof = LogProof(
            index: 0, hashes: path, note: try note(over: entries, of: member, cosigners: cosigners))
        return GenesisAnnouncement(entry: entries[0].bytes, proof: proof.bytes).encode()
    }
}
