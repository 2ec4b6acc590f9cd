import FoundationEssentials
import Gateway
import System
import Testing

/// A street whose broker and gateways have a network namespace each.
struct PartitionedStreet: Sendable {
    let network: StreetNetwork
    let street: RunningStreet
    private let wire: ChildProcess

    var disks: StreetDisks { StreetDisks(folder: street.folder) }

    /// The one that the running test looks at.
    @TaskLocal static var current: PartitionedStreet?

    /// Makes the street and starts it.
    static func make(in path: String, _ network: StreetNetwork) async throws -> Self {
        let hub = network.words(in: StreetNetwork.hub)
        // Everywhere in its namespace: gateways come over the switch, the observer over the loopback.
        let street = try await RunningStreet(
            in: path, broker: (hub, { $0.replacing(" 127.0.0.1\n", with: " 0.0.0.0\n") }))
        let folder = street.folder
        let options = try folder.clientOptions()
        for roof in StreetFolder.roofs {
            let file = "\(folder.roof(roof))/heliograph.yaml"
            let text = String(decoding: try SmallFile.read(file), as: UTF8.self)
            let edited = text.replacing(
                "{host: 127.0.0.1,", with: "{host: \(StreetNetwork.brokerAddress), keep-alive: 5 s,")
            #expect(edited != text)
            try Data(edited.utf8).write(to: URL(filePath: file))
        }
        let isUp = try await street.waits {
            let words = hub + ["mosquitto_sub"] + options + ["-E", "-t", "heliograph/1/#"]
            return try await ChildProcess.run(words[0], Array(words.dropFirst())).0 == .code(0)
        }
        #expect(isUp, "the broker did not start")
        let words = hub + ["mosquitto_sub"] + options + ["-F", "%t %x", "-t", "heliograph/1/#"]
        let wire = try await ChildProcess.start(
            ChildCommand(
                words[0], Array(words.dropFirst()), output: .file("\(folder.path)/wire"), errors: .discarded,
                endsWithParent: true))
        for roof in StreetFolder.roofs { try await street.start(roof, through: network.words(in: roof)) }
        return Self(network: network, street: street, wire: wire)
    }

    /// What a gateway said of itself last, or the broker of it.
    func status(of roof: String) throws -> StatusReport {
        let message = try street.folder.wire().last { $0.topic == "heliograph/1/demo.street/\(roof)/status" }
        return try JSONDecoder().decode(StatusReport.self, from: Data(try #require(message).payload))
    }

    /// A watcher at the broker, once it has heard a reading of every gateway.
    func startWatch() async throws -> StreetWatch {
        let watch = try await StreetWatch.start(
            street.folder, broker: "127.0.0.1:\(try street.folder.port)",
            through: network.words(in: StreetNetwork.hub))
        let isAwake = try await street.waits { (try? watch.heard())?.count == 4 }
        #expect(isAwake, "the watch hears no readings")
        let hasSpoken = try await street.waits {
            StreetFolder.roofs.allSatisfy { (try? status(of: $0))?.recorded_at != nil }
        }
        #expect(hasSpoken, "a gateway does not say when it was recorded")
        return watch
    }

    func finish() async throws { try await StreetInspection.finish(street, wire) }
}

/// Runs the tests of a suite on one ``PartitionedStreet``, one after the other, and inspects it after them.
struct PartitionedStreetTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let network = try await StreetNetwork()
        do {
            let street = try await PartitionedStreet.make(in: folder.path, network)
            try await PartitionedStreet.$current.withValue(street) { try await function() }
            try await street.finish()
        } catch {
            await network.remove()
            throw error
        }
        await network.remove()
    }
}

extension Trait where Self == PartitionedStreetTrait {
    /// A street in namespaces stands in ``PartitionedStreet/current``.
    static var partitionedStreet: Self { Self() }
}
