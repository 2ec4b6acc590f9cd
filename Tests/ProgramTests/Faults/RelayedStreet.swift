import FoundationEssentials
import Gateway
import Loopback
import System
import Testing

/// A street in which each gateway, and a watcher, reaches the broker through a relay of its own.
struct RelayedStreet: Sendable {
    /// The relay of `heliograph watch`.
    static let watcher = "watcher"
    /// Seconds between readings.
    static let interval: Int64 = 2

    let street: RunningStreet
    let relays: [String: BrokerRelay]
    private let wire: ChildProcess

    var folder: StreetFolder { street.folder }
    var disks: StreetDisks { StreetDisks(folder: street.folder) }

    /// The one that the running test looks at.
    @TaskLocal static var current: RelayedStreet?

    /// Makes the street and starts it.
    static func make(in path: String) async throws -> Self {
        let street = try await RunningStreet(in: path)
        let port = try street.folder.port
        let number = try #require(UInt16(port))
        var relays: [String: BrokerRelay] = [:]
        for (ordinal, name) in (StreetFolder.roofs + [watcher]).enumerated() {
            relays[name] = try BrokerRelay(to: number, seed: UInt64(ordinal) << 32)
        }
        for roof in StreetFolder.roofs {
            let file = "\(street.folder.roof(roof))/heliograph.yaml"
            let text = String(decoding: try SmallFile.read(file), as: UTF8.self)
            let relay = try #require(relays[roof])
            let edited = text.replacing("port: \(port),", with: "port: \(relay.port), keep-alive: 5 s,")
            #expect(edited != text)
            try Data(edited.utf8).write(to: URL(filePath: file))
        }
        let wire = try await street.folder.startWire()
        try await street.start(StreetFolder.roofs)
        return Self(street: street, relays: relays, wire: wire)
    }

    /// What happens on some lines from now on; nothing on the others.
    func set(_ mischief: [String: Mischief]) {
        for (name, relay) in relays { relay.mischief = mischief[name] ?? .none }
    }

    /// What a gateway said of itself last, as everybody can see it at the broker.
    func status(of roof: String) throws -> StatusReport {
        let message = try folder.wire().last { $0.topic == "heliograph/1/demo.street/\(roof)/status" }
        return try JSONDecoder().decode(StatusReport.self, from: Data(try #require(message).payload))
    }

    /// A watcher on the relay of its own, once it has heard a reading of every gateway.
    func startWatch() async throws -> StreetWatch {
        let relay = try #require(relays[Self.watcher])
        let watch = try await StreetWatch.start(folder, broker: "127.0.0.1:\(relay.port)")
        let isAwake = try await street.waits { (try? watch.heard())?.count == 4 }
        #expect(isAwake, "the watch hears no readings")
        return watch
    }

    /// Sets some mischief, waits, and ends it: everything that was signed by then is recorded, and on every disk, and no
    /// watcher was told a thing that is false.
    /// - Parameter patience: waits until it has gone on for long enough.
    func bear(_ mischief: [String: Mischief], for patience: (StreetWatch) async throws -> Bool) async throws {
        let watch = try await startWatch()
        let clock = ContinuousClock()
        let start = clock.now
        let spoilt = spoiltCount
        set(mischief)
        #expect(try await patience(watch), "it did not come to what was waited for")
        #expect(spoiltCount > spoilt, "nothing happened on the lines")
        set([:])
        let end = clock.now
        let signed = await disks.sizes()
        let isRecorded = try await street.waits { await disks.areRecorded(signed) }
        #expect(isRecorded, "signed: \(signed)")
        #expect(try await street.waits { try watch.overdue().isEmpty }, "records are still overdue")
        print("borne for \(end - start), all recorded \(clock.now - end) later")
        try await watch.finish()
    }

    /// How many messages did not cross the lines as they were sent.
    private var spoiltCount: Int { relays.values.reduce(0) { $0 + $1.spoiltCount } }

    /// The same on every line.
    func everywhere(_ mischief: Mischief) -> [String: Mischief] { relays.mapValues { _ in mischief } }

    /// Waits until every gateway has signed some more readings.
    func signs(_ count: UInt64) async throws -> Bool { try await disks.grow(by: count, street) }

    func finish() async throws {
        try await StreetInspection.finish(street, wire)
        relays.values.forEach { $0.end() }
    }
}

/// Runs the tests of a suite on one ``RelayedStreet``, one after the other, and inspects it after them.
struct RelayedStreetTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let street = try await RelayedStreet.make(in: folder.path)
        try await RelayedStreet.$current.withValue(street) { try await function() }
        try await street.finish()
    }
}

extension Trait where Self == RelayedStreetTrait {
    /// A street with relays stands in ``RelayedStreet/current``.
    static var relayedStreet: Self { Self() }
}
