import Ledger
import MQTT
import Metering
import System

/// One watch: what the session tells goes to the watcher, what that finds goes to the standard output.
actor WatchRun {
    private let policy: Policy
    private let isJSON: Bool
    private var watcher: Watcher
    private let clock: SystemClock
    private var wasConnected = false

    init(_ known: KnownPolicy, isJSON: Bool) throws(SystemError) {
        clock = try SystemClock()
        policy = known.newest
        self.isJSON = isJSON
        watcher = Watcher(known, at: SystemClock.monotonic())
    }

    /// Watches until it is cancelled.
    /// - Returns: what makes watching impossible.
    func follow(_ session: MQTTSession) async -> Finding? {
        session.subscribe(watcher.filters)
        session.start()
        for await event in session.events {
            if let obstacle = see(event) { return obstacle }
        }
        return nil
    }

    /// Looks at the age of records once a second, until it is cancelled.
    func keepTime() async -> Finding? {
        while !Task.isCancelled {
            show(watcher.advance(to: SystemClock.monotonic()))
            try? await Task.sleep(for: .seconds(1))
        }
        return nil
    }

    /// Shows what is left to be said.
    /// - Returns: whether everything verified.
    func finish() -> Bool {
        show(watcher.finish())
        let summary = watcher.summary
        write(isJSON ? ((try? JSON.line(summary)) ?? "") : summary.text)
        return summary.isSound
    }

    private func see(_ event: MQTTEvent) -> Finding? {
        switch event {
        case .connected: wasConnected = true
        case .message(let message):
            let now = WatchTime(monotonic: SystemClock.monotonic(), utc: clock.utc())
            show(watcher.see(message.topic, message.payload, at: now))
        case .overflow(let count): show(watcher.drop(count))
        case .attemptFailed(let error, _) where !wasConnected: return .unusable("\(error)")
        case .attemptFailed(let error, _), .disconnected(let error, _, _):
            StandardStream.error.write("heliograph: \(error) Trying again.\n")
        case .subscriptionRefused(let filter, let reason):
            return .unusable(
                "the broker does not let us read \(filter), reason \(reason): ask for an account that may, and name it with --user."
            )
        case .acknowledged, .subscribed: break
        }
        return nil
    }

    private func show(_ sightings: [Sighting]) {
        for sighting in sightings {
            if isJSON {
                for line in SightingLine.lines(of: sighting, under: policy) { write((try? JSON.line(line)) ?? "") }
            } else {
                write(SightingWords.describe(sighting, under: policy))
            }
        }
    }

    private func write(_ line: String) { StandardStream.output.write(line + "\n") }
}
