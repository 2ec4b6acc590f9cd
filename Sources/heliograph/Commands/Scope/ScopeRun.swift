import GPIO
import Meters
import Metering
import System

/// One look at a live line: edges go into the survey, and its state to the terminal.
actor ScopeRun {
    /// How often the view is drawn.
    private static let period: Duration = .milliseconds(250)

    private var survey: PulseSurvey
    private let opened: MonotonicTime
    private let recording: GrowingFile?
    private let pulseLimit: Int64?
    private var view: ScopeView?

    /// - Parameters:
    ///   - pulseLimit: ends the look once the profile that is shown has counted so many.
    ///   - isLive: whether somebody watches.
    init(
        _ subject: ScopeSubject, opened: MonotonicTime, recording: GrowingFile?, pulseLimit: Int64?, isLive: Bool
    ) {
        survey = PulseSurvey(opened: opened)
        self.opened = opened
        self.recording = recording
        self.pulseLimit = pulseLimit
        view = isLive ? ScopeView(ScopeText(subject: subject)) : nil
    }

    /// Takes edges until the line is let go.
    /// - Throws: ``GPIOError`` of a line that failed, ``SystemError`` of a recording that cannot be written.
    func follow(_ source: EdgeSource) async throws {
        for try await event in source {
            survey.accept(event.edge)
            try recording?.add(EdgeRecording.line(event.edge) + "\n")
        }
    }

    /// Lets silence decide and draws, until enough pulses were counted or the task is cancelled.
    func keepTime() async {
        while !Task.isCancelled {
            let now = SystemClock.monotonic()
            survey.advance(to: now + (.zero - PulseMeter.deliveryAllowance))
            let summary = ScopeSummary(survey: survey, began: opened, now: now)
            view?.show(summary)
            if let pulseLimit, summary.shown.found.pulses.rawValue >= pulseLimit { return }
            try? await Task.sleep(for: Self.period)
        }
    }

    /// What was found in the end, after every edge has been delivered.
    func finish() -> ScopeSummary {
        let now = SystemClock.monotonic()
        survey.advance(to: now)
        view?.clear()
        return ScopeSummary(survey: survey, began: opened, now: now)
    }
}
