import Metering
import Statements
import System
import UnixSignals

/// One run of a street: start everything, show it, let it come to rest, verify it.
struct DemoRun: Sendable {
    /// How long what is signed has to be recorded, and on every disk, after the last reading.
    private static let patience: Duration = .seconds(30)

    let street: DemoStreet
    /// `nil` until Ctrl-C.
    let length: Duration?
    let isJSON: Bool

    func run() async throws -> DemoSummary {
        let observer = try StreetObserver(street)
        let broker = SupervisedChild(street.broker.command)
        let gateways = try street.roofs.map { roof in SupervisedChild(try command(of: roof)) }
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await broker.run() }
            for gateway in gateways { group.addTask { try await gateway.run() } }
            group.addTask { await observer.run() }
            await show(observer, until: signals)
            if !isJSON {
                StandardStream.output.write("The reading has ended; what is signed has 30 s to be recorded.\n")
            }
            for gateway in gateways { await gateway.signal(SignalNumber.userOne, furtherArguments: ["--resting"]) }
            await rest()
            await withTaskGroup(of: Void.self) { ending in
                for gateway in gateways { ending.addTask { await gateway.end(patience: .seconds(10)) } }
            }
            await broker.end(patience: .seconds(5))
            group.cancelAll()
            let restarts = await gateways.reduceAsync(0) { $0 + (await $1.restartCount) } + broker.restartCount
            return try await DemoSummary(of: street, seen: observer, restarts: restarts)
        }
    }

    private func command(of roof: DemoStreet.Roof) throws -> ChildCommand {
        ChildCommand(
            try CurrentProcess.program(), ["run", "--configuration", roof.configuration],
            output: .file("\(roof.folder)/log"), errors: .file("\(roof.folder)/log"), leadsGroup: true,
            endsWithParent: true)
    }

    /// Shows the street once a second, until the time is over or somebody says that it is enough.
    private func show(_ observer: StreetObserver, until signals: UnixSignalsSequence) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in signals { return } }
            if let length { group.addTask { try? await Task.sleep(for: length) } }
            group.addTask {
                var display = DemoDisplay(isJSON: isJSON)
                while !Task.isCancelled {
                    await display.show(street, await observer.sights)
                    try? await Task.sleep(for: .seconds(1))
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Waits until every gateway's log is recorded and on every disk, or the time for that is over.
    private func rest() async {
        let deadline = SystemClock.monotonic() + Self.patience
        // The last readings are taken when the signal arrives; give them a moment to be signed.
        try? await Task.sleep(for: .milliseconds(1500))
        while SystemClock.monotonic() < deadline, !Task.isCancelled {
            if await street.isAtRest() { return }
            try? await Task.sleep(for: .milliseconds(500))
        }
    }
}

extension Sequence {
    /// `reduce` with a step that waits.
    fileprivate func reduceAsync<Result>(_ initial: Result, _ step: (Result, Element) async -> Result) async -> Result {
        var result = initial
        for element in self { result = await step(result, element) }
        return result
    }
}
