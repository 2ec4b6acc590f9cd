import Gateway
import Ledger
import Metering
import Signing
import Statements
import System

/// A street in a folder: a broker, a policy, and a folder for each roof with everything that `heliograph run` needs.
struct DemoStreet: Sendable {
    /// One gateway.
    struct Roof: Sendable {
        let origin: Origin
        let folder: String
        var configuration: String { "\(folder)/heliograph.yaml" }
        var state: StateDirectory { StateDirectory(path: folder) }
    }

    let roofs: [Roof]
    let broker: DemoBroker
    let policy: Policy
    let observerPassword: String
    /// Seconds between readings.
    let interval: Int

    private static let community = "demo.street"

    /// Makes keys, databases, policy, broker and configurations.
    static func create(in directory: DemoDirectory, roofs count: Int, interval: Int) async throws -> Self {
        var roofs: [Roof] = []
        var cards: [MemberCard] = []
        for ordinal in 1...count {
            let origin = try Origin("\(community)/roof-\(ordinal)")
            let roof = Roof(origin: origin, folder: try directory.folder("roof-\(ordinal)"))
            var identity = NewIdentity(origin: origin, state: roof.state)
            try await identity.makeDatabase(dial: nil)
            try identity.makeKeys()
            try await identity.makeCard()
            let card = try InputFile.read(roof.state.card, limit: MemberCard.sizeLimit)
            cards.append(try MemberCard(parsing: String(decoding: card, as: UTF8.self)))
            roofs.append(roof)
        }
        let cryptography = OpenSSLCryptography()
        let policy = try Policy(
            logs: try cards.map { try NoteKey(parsing: $0.logKey, cryptography) },
            mirrors: try cards.map { try NoteKey(parsing: $0.mirrorKey, cryptography) }, cryptography)
        try DurableFile.write(policy.text, to: "\(directory.path)/policy", mode: 0o644)
        let passwords = try roofs.map { ($0.origin.description, try password(in: $0.folder)) }
        let observer = try password(in: directory.path)
        let broker = try await DemoBroker.create(
            in: try directory.folder("broker"), passwords: passwords + [(DemoBroker.observer, observer)])
        for (index, roof) in roofs.enumerated() {
            let text = try configuration(of: roof, ordinal: index + 1, port: broker.port, interval: interval)
            try DurableFile.write(Array(text.utf8), to: roof.configuration, mode: 0o644)
        }
        return Self(roofs: roofs, broker: broker, policy: policy, observerPassword: observer, interval: interval)
    }

    private static func password(in folder: String) throws -> String {
        let password = UInt64.random(in: .min ... .max).description
        try DurableFile.write(Array((password + "\n").utf8), to: "\(folder)/password", mode: 0o600)
        return password
    }

    /// A roof at 48° north, at a longitude where it is noon when the demo starts, a little different from its
    /// neighbours'.
    private static func configuration(
        of roof: Roof, ordinal: Int, port: UInt16, interval: Int
    ) throws -> String {
        let secondOfDay = try SystemClock().utc().seconds % 86_400
        let longitude = 180 - Double(secondOfDay) / 240
        let azimuth = 150 + (ordinal * 37) % 60
        return """
            origin: \(roof.origin)
            policy: ../policy
            interval: \(interval)
            clock: {kept-by-host: true}
            broker: {host: 127.0.0.1, port: \(port), password-file: password}
            meters:
              pv:
                kind: simulated
                impulses: 10000
                sun: {peak-kw: \(4 + ordinal % 5), tilt: 30, azimuth: \(azimuth), latitude: 48, longitude: \(Int(longitude)), seed: \(ordinal)}

            """
    }
}
