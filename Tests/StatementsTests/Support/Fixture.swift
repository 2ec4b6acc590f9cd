import Metering
import Signing
import Statements
import Testing

/// The values behind FORMAT.md's vectors, and the published test keys that sign them.
enum Fixture {
    static let cryptography = OpenSSLCryptography()
    static let time: Int64 = 1_767_225_600
    static let boot: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7]

    static func origin() throws -> Origin { try Origin("linden.energy/roof-a") }

    /// The key of RFC 8032 §7.1, test 1.
    static func signer() throws -> PrivateKey {
        let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
        return try PrivateKey(rawEd25519: try #require(VectorFile.hexadecimal(seed)))
    }

    /// The key that takes over: RFC 8032 §7.1, test 2.
    static func nextSigner() throws -> PrivateKey {
        let seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
        return try PrivateKey(rawEd25519: try #require(VectorFile.hexadecimal(seed)))
    }

    /// The public keys that `entries.txt` names.
    static func publicKeys() throws -> [String: PublicKey] {
        func bytes(_ text: String) throws -> [UInt8] { try #require(VectorFile.hexadecimal(text)) }
        return [
            "ed25519": .ed25519(try bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")),
            "p256": .p256(
                x: try bytes("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
                y: try bytes("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299")),
        ]
    }

    static func author(_ key: String = "ed25519") throws -> LogAuthor {
        LogAuthor(origin: try origin(), key: try #require(try publicKeys()[key]), cryptography)
    }

    /// SHA-256 of a text.
    static func digest(_ text: String) -> Digest { cryptography.sha256(Array(text.utf8)) }

    static func reading(clock: ClockQuality, dial: Joules?) throws -> Reading {
        let isSynchronised = clock == .synchronised
        return Reading(
            meter: try Name("pv"), end: UnixTime(seconds: time), energy: Joules(1_512_000), pulses: Pulses(420),
            dial: dial, power: Watts(1500), intervalSeconds: 60, clock: clock,
            boot: isSynchronised ? nil : BootIdentity(boot), uptimeSeconds: isSynchronised ? nil : 12, lost: 0,
            bounced: 3, stuck: 0)
    }

    static func event(_ kind: Event.Kind, of subject: Name = .gateway, clock: ClockQuality = .synchronised) throws
        -> Event
    {
        let stamp = ClockStamp(
            time: UnixTime(nanoseconds: time * 1_000_000_000 + 7), quality: clock,
            boot: try #require(BootIdentity(boot)), uptime: MonotonicTime(nanoseconds: 12_900_000_000))
        return Event(subject: subject, stamp: stamp, kind: kind)
    }

    static func meterChange(_ kind: MeterChange.Kind) throws -> Event {
        let description = MeterChange(
            kind: kind, description: try feed(named: "pv", direction: .production), energy: Joules(1_512_000),
            pulses: Pulses(420))
        return try event(.meter(description), of: try Name("pv"))
    }

    static func feed(named name: String, direction: Direction) throws -> MeterDescription {
        try MeterDescription(
            name: try Name(name), constant: try #require(Rational(1125, over: 2)),
            ratio: try #require(Rational(3, over: 7)), direction: direction, obis: "1-0:2.8.0")
    }

    static func genesis() throws -> Genesis {
        let pv = try MeterDescription(
            name: try Name("pv"), constant: try #require(Rational(1000)), direction: .production, obis: "1-0:2.8.0")
        let feed = try feed(named: "feed", direction: .export)
        return Genesis(key: try signer().publicKey, meters: [pv, feed], software: "heliograph 0.1.0")
    }

    static func header(of message: Message, index: UInt64, record: Digest? = nil) throws -> StatementHeader {
        let author = try author()
        return StatementHeader(
            algorithm: Algorithm(signingWith: author.key), contentType: message.contentType,
            keyIdentifier: author.keyIdentifier, issuer: author.origin, subject: message.subject,
            issuedAt: UnixTime(seconds: time), index: index, record: record)
    }

    static func entry(of message: Message, index: UInt64, record: Digest? = nil) throws -> Entry {
        try Entry.sign(
            header: try header(of: message, index: index, record: record),
            payload: try message.payload(origin: try origin()), signer: try signer(), cryptography)
    }
}
