import Ledger
import Metering
import Signing
import Statements

/// A community with new keys: of four gateways, unless somebody wants more. Each has the same meter; the first is the author
/// that is meant where no other is named.
struct BenchStreet {
    struct Gateway {
        let origin: Origin
        let statementKey: PrivateKey
        let logKey: PrivateKey
        let mirrorKey: PrivateKey
    }

    let gateways: [Gateway]
    let policy: Policy
    let meter: MeterDescription
    let cryptography: OpenSSLCryptography

    /// When the first minute begins.
    private static let start = UnixTime(seconds: 1_767_225_600)
    private static let boot = BootIdentity([1, 2, 3, 4, 5, 6, 7, 8])

    /// - Parameter mirrorCount: so many of the first gateways are mirrors.
    init(
        _ cryptography: OpenSSLCryptography, of names: [String] = ["roof-a", "roof-b", "roof-c", "roof-d"],
        mirrorCount: Int = 4
    ) throws {
        gateways = try names.map { name in
            Gateway(
                origin: try Origin("linden.energy/\(name)"), statementKey: try .generate(.ed25519),
                logKey: try .generate(.ed25519), mirrorKey: try .generate(.ed25519))
        }
        policy = try Policy(
            logs: gateways.map { try NoteKey.log(of: $0.origin, $0.logKey.publicKey, cryptography) },
            mirrors: gateways.prefix(mirrorCount).map {
                try NoteKey.mirror(of: $0.origin, $0.mirrorKey.publicKey, cryptography)
            },
            cryptography)
        guard let constant = Rational(parsing: "1000") else { preconditionFailure("a thousand is rational") }
        meter = try MeterDescription(name: Name("pv"), constant: constant, direction: .production, obis: "1-0:2.8.0")
        self.cryptography = cryptography
    }

    /// The gateway whose log is written.
    var author: Gateway { gateways[0] }

    func identity(of gateway: Int, selfCheck: SelfCheck = .full) throws -> LedgerIdentity {
        let gateway = gateways[gateway]
        return try LedgerIdentity(
            origin: gateway.origin, policy: policy, cryptography: cryptography, statementSigner: gateway.statementKey,
            logSigner: gateway.logKey, mirrorSigner: gateway.mirrorKey, selfCheck: selfCheck)
    }

    /// A time after a number of minutes, by a synchronised clock.
    func moment(minute: Int) throws -> Moment {
        let elapsed = Duration.seconds(60 * minute)
        guard let boot = Self.boot else { preconditionFailure("a boot has 8 bytes") }
        let monotonic = MonotonicTime(nanoseconds: 0) + elapsed
        return Moment(
            monotonic: monotonic,
            stamp: ClockStamp(time: Self.start + elapsed, quality: .synchronised, boot: boot, uptime: monotonic))
    }

    func genesis(of gateway: Int) -> Draft {
        let genesis = Genesis(
            key: gateways[gateway].statementKey.publicKey, meters: [meter], software: "heliograph \(Release.version)")
        return Draft(issuedAt: Self.start, message: .genesis(genesis))
    }

    /// What the meter says at the end of a minute.
    func reading(minute: Int) throws -> Draft {
        let pulses = Pulses(Int64(minute) * 83)
        let end = try moment(minute: minute).stamp.time
        let energy = try meter.energy(of: pulses)
        return Draft(
            issuedAt: end,
            message: .reading(
                Reading(
                    meter: meter.name, end: end, energy: energy, pulses: pulses,
                    dial: Joules(energy.rawValue + 12_345_600), power: Watts(4980), intervalSeconds: 60,
                    clock: .synchronised, boot: nil, uptimeSeconds: nil, lost: 0, bounced: 3, stuck: 0)))
    }

    /// A head of a gateway's log with a quorum's cosignatures, made after a number of minutes.
    func recordedNote(of frontier: MerkleFrontier, by author: Int = 0, minute: Int = 0) throws -> SignedNote {
        let author = gateways[author]
        let checkpoint = Checkpoint(
            origin: author.origin, size: frontier.size, root: frontier.root(cryptography))
        let key = try NoteKey.log(of: author.origin, author.logKey.publicKey, cryptography)
        var note = try checkpoint.signed(by: key, with: author.logKey)
        for gateway in gateways.prefix(policy.quorum) {
            let key = try NoteKey.mirror(of: gateway.origin, gateway.mirrorKey.publicKey, cryptography)
            let time = UInt64(clamping: Self.start.seconds + 60 * Int64(minute))
            note.add(try Cosignature.sign(note.text, time: time, key: key, with: gateway.mirrorKey))
        }
        return note
    }
}
