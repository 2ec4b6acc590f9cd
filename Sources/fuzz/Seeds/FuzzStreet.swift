import Ledger
import Metering
import Statements

/// Four gateways, of which the first has one history and the second two.
struct FuzzStreet: Sendable {
    /// The same in every run.
    static let shared = Result { try FuzzStreet() }

    /// How many entries each history has.
    static let length = 9

    let gateways: [StreetGateway]
    /// A fifth gateway, which the policy does not name.
    let stranger: StreetGateway
    let policy: Policy
    /// The first gateway's log, which contradicts itself nowhere; all mirrors hold it.
    let honest: SignedLog
    /// The second gateway's log as the first three mirrors hold it.
    let forked: SignedLog
    /// The same log as the last two mirrors hold it: its entry 3 has a signature that is not valid, and another follows.
    let fork: SignedLog

    /// Whose mirror cosigned both histories of the second gateway.
    var accomplice: Origin { gateways[2].origin }

    private init() throws {
        let gateways = try ["roof-a", "roof-b", "roof-c", "roof-d"].enumerated().map { index, name in
            try StreetGateway(try Origin("linden.energy/\(name)"), number: UInt8(index))
        }
        self.gateways = gateways
        stranger = try StreetGateway(try Origin("linden.energy/roof-x"), number: 32)
        policy = try Policy(logs: gateways.map(\.logKey), mirrors: gateways.map(\.mirrorKey), cryptography)
        honest = try SignedLog(try Self.entries(of: gateways[0], among: gateways), of: gateways[0], cosigners: gateways)
        let entries = try Self.entries(of: gateways[1], among: gateways)
        forked = try SignedLog(entries, of: gateways[1], cosigners: Array(gateways[..<3]))
        var others = entries
        let payload = try Self.reading(3).senML(origin: gateways[1].origin)
        others[3] = try gateways[1].entry(3, .senML, about: Name("pv"), payload, signer: gateways[2].statementSigner)
        others[4] = try gateways[1].entry(4, .senML, about: Name("pv"), payload)
        fork = try SignedLog(others, of: gateways[1], cosigners: Array(gateways[2...]))
    }

    /// The log of this origin that a verifier may know the statement key of.
    func author(of origin: Origin) -> LogAuthor? { gateways.first { $0.origin == origin }?.author }

    /// Entries of which those from 5 on name the record of three.
    private static func entries(of gateway: StreetGateway, among cosigners: [StreetGateway]) throws -> [[UInt8]] {
        let genesis = Genesis(key: gateway.statementSigner.publicKey, meters: [], software: "heliograph 0.1.0")
        var entries = [try gateway.entry(0, .genesis, about: .gateway, try genesis.encode())]
        var record: Digest?
        for index in 1..<length {
            if index == 5 {
                let log = try SignedLog(Array(entries[..<SignedLog.namedSize]), of: gateway, cosigners: cosigners)
                record = cryptography.sha256(log.note(SignedLog.namedSize).bytes)
            }
            let payload = try reading(Int64(index)).senML(origin: gateway.origin)
            entries.append(try gateway.entry(UInt64(index), .senML, about: Name("pv"), payload, record: record))
        }
        return entries
    }

    /// A reading of the meter `pv`.
    static func reading(_ number: Int64) throws -> Reading {
        Reading(
            meter: try Name("pv"), end: UnixTime(seconds: 1_767_225_600 + 60 * number), energy: Joules(3600 * number),
            pulses: Pulses(number), dial: number > 5 ? Joules(-5) : nil, power: Watts(60), intervalSeconds: 60,
            clock: .synchronised, boot: nil, uptimeSeconds: nil, lost: 0, bounced: number, stuck: 0)
    }
}
