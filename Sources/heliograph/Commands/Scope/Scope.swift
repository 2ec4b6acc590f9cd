import ArgumentParser
import GPIO
import Metering
import System
import UnixSignals

/// `heliograph scope`: what a line does, before anybody counts on it.
struct Scope: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at a line: widths, bounce, rate, and the profile to take.",
        discussion: """
            On a terminal it shows what the line does while it does it; Ctrl-C, or the end of --for or --pulses, ends it with \
            a summary. A line has one reader: while the service counts on it, stop the service, or look at edges that were \
            recorded (--replay).
            Exit status: 0 when a profile fits, 1 when none does, 2 when the line or the recording cannot be read.
            """)

    @Argument(
        help: """
            The line: its name (GPIO17), or its chip's label and its offset (pinctrl-bcm2711:17). With --configuration, the \
            name of a meter.
            """)
    var line: String?

    @Option(help: ArgumentHelp("Recorded edges instead of a line, in the format of “replay”.", valueName: "file"))
    var replay: String?

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("Take line, bias and constant from a meter of this configuration.", valueName: "file"))
    var file: String?

    @Option(help: ArgumentHelp("The resistor inside the chip: as-is, disabled, pull-up, pull-down.", valueName: "bias"))
    var bias: LineBias?

    @Flag(help: "The line is on while its voltage is low, as with an output that pulls it to ground.")
    var activeLow = false

    @Option(help: ArgumentHelp("Impulses per kWh on the meter's plate, for the power (default: 1000).", valueName: "n"))
    var impulses: String?

    @Option(name: .customLong("for"), help: "How long, as 30s, 5min or 1h; until Ctrl-C without it.")
    var length: DurationArgument?

    @Option(help: ArgumentHelp("End after so many pulses.", valueName: "n"))
    var pulses: Int64?

    @Option(help: ArgumentHelp("Write the edges to a new file, in the format of “replay”.", valueName: "file"))
    var record: String?

    @Flag(help: "One JSON object at the end instead of lines for people.")
    var json = false

    func validate() throws {
        if (line == nil) == (replay == nil) { throw ValidationError("name a line, or a recording with --replay.") }
        if replay != nil, file != nil || bias != nil || activeLow || length != nil || pulses != nil || record != nil {
            throw ValidationError("a recording is what it is: --replay goes with --impulses and --json alone.")
        }
        if file != nil, bias != nil || activeLow {
            throw ValidationError("bias and active-low stand in the configuration: name them there, or leave it out.")
        }
        if let pulses, pulses < 1 { throw ValidationError("--pulses takes a number from 1 on.") }
    }

    func run() async throws {
        ProcessSignals.ignoreBrokenPipes()
        let subject = try ScopeSubject(self)
        let summary: ScopeSummary
        if let replay { summary = try Self.look(at: replay) } else { summary = try await look(at: subject) }
        if json {
            print(try JSON.line(ScopeReport(summary, of: subject)))
        } else {
            ScopeText(subject: subject).summary(of: summary).forEach { print($0) }
        }
        if summary.survey.proposal == nil { throw Finding.negative }
    }

    private static func look(at recording: String) throws -> ScopeSummary {
        let edges = try EdgeRecording.read(recording)
        var survey = PulseSurvey()
        for edge in edges { survey.accept(edge) }
        guard let first = edges.first, let last = edges.last else {
            return ScopeSummary(
                survey: survey, began: MonotonicTime(nanoseconds: 0), now: MonotonicTime(nanoseconds: 0))
        }
        // As in a replay: the line stays as it is for as long as the slowest filter needs.
        survey.advance(to: last.time + (PulseProfile.all.map { max($0.minOn, $0.minOff) }.max() ?? .zero))
        return ScopeSummary(survey: survey, began: first.time, now: last.time)
    }

    private func look(at subject: ScopeSubject) async throws -> ScopeSummary {
        let recording = try record.map { path throws(Finding) in
            do throws(SystemError) {
                return try GrowingFile(path)
            } catch {
                throw .unusable("--record: \(error)")
            }
        }
        let source = try subject.open()
        try recording?.add("# \(subject.title), recorded by heliograph scope\n")
        let run = ScopeRun(
            subject, opened: source.starts[0].opened, recording: recording, pulseLimit: pulses,
            isLive: !json && Terminal.isTerminal(.output))
        let following = Task { try await run.follow(source) }
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = await following.result }
            group.addTask { await run.keepTime() }
            group.addTask { for await _ in signals { break } }
            if let length { group.addTask { try? await Task.sleep(for: length.duration) } }
            await group.next()
            source.stop()
            group.cancelAll()
        }
        do {
            try await following.value
        } catch {
            throw Finding.unusable("\(error)")
        }
        return await run.finish()
    }
}

extension LineBias: ExpressibleByArgument {}
