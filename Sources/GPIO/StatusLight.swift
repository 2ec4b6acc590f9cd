internal import Synchronization

/// A light on an output line that says how the gateway is.
package final class StatusLight: Sendable {
    private let state = Mutex(LightState.off)
    private let drive: @Sendable (Bool) throws(GPIOError) -> Void

    /// A light on a line of this machine; dark at first.
    /// - Throws: why the line cannot be had.
    package convenience init(on line: LineName, isActiveLow: Bool = false) throws(GPIOError) {
        let output = SharedOutput(try OutputLine(line, isActiveLow: isActiveLow))
        self.init { isLit throws(GPIOError) in try output.set(isLit) }
    }

    /// A light driven by `drive`, for what is not a line.
    package init(drive: @escaping @Sendable (_ isLit: Bool) throws(GPIOError) -> Void) {
        self.drive = drive
    }

    /// What to show from the next step on. From anywhere.
    package func show(_ state: LightState) { self.state.withLock { $0 = state } }

    /// Blinks until the task is cancelled, then leaves the light dark.
    /// - Throws: only what the line failed with; a gateway goes on without its light.
    package func run(clock: some Clock<Duration> = ContinuousClock()) async throws(GPIOError) {
        var shown = LightState.off
        var began = clock.now
        while !Task.isCancelled {
            let wanted = state.withLock(\.self)
            if wanted != shown {
                shown = wanted
                began = clock.now
            }
            let (step, left) = shown.pattern.step(at: began.duration(to: clock.now))
            try drive(step.isLit)
            do {
                try await clock.sleep(for: left)
            } catch {
                break
            }
        }
        try drive(false)
    }
}

/// An output line that closures may share.
private final class SharedOutput: Sendable {
    private let line: Mutex<OutputLine>

    init(_ line: consuming sending OutputLine) { self.line = Mutex(line) }

    func set(_ isActive: Bool) throws(GPIOError) {
        try line.withLock { line throws(GPIOError) in try line.set(isActive: isActive) }
    }
}
