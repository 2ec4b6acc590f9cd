import FoundationEssentials
import System
import Testing

/// A street that ran for a while, with what watched it: made once for a suite, and looked at by all its tests.
struct RecordedStreet: Sendable {
    let folder: StreetFolder
    /// The demo's exit and what it printed.
    let demo: (exit: ChildProcess.Exit, lines: [String])
    /// What `heliograph watch --json` made of it.
    let watch: (exit: ChildProcess.Exit, lines: [String])

    /// The one that the running test looks at.
    @TaskLocal static var current: RecordedStreet?

    /// Runs a street of four for some seconds, with `watch` and a foreign subscriber.
    static func make(in path: String) async throws -> Self {
        let folder = StreetFolder(path: "\(path)/street")
        let demo = try await HeliographProgram.start(
            "demo", "--interval", "2", "--directory", folder.path, "--json")
        async let demoLines = demo.lines.reduce(into: []) { $0.append($1) }
        try await folder.awaitBroker()
        let wire = try await folder.startWire()
        let watch = try await ChildProcess.run(
            try HeliographProgram.path, ["watch"] + folder.watchOptions + ["--for", "15s", "--json"])
        // Only now: on a busy machine the subscribers are late.
        demo.signal(SignalNumber.terminate)
        let lines = await demoLines
        let exit = await demo.wait()
        wire.signal(SignalNumber.terminate)
        _ = await wire.wait()
        return Self(folder: folder, demo: (exit, lines), watch: watch)
    }
}

/// Runs the tests of a suite on one ``RecordedStreet``, and removes it after them.
struct RecordedStreetTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let street = try await RecordedStreet.make(in: folder.path)
        try await RecordedStreet.$current.withValue(street) { try await function() }
    }
}

extension Trait where Self == RecordedStreetTrait {
    /// A street that ran while it was watched for 15 s stands in ``RecordedStreet/current``.
    static var recordedStreet: Self { Self() }
}
