import GPIO
import Ledger
import Metering
import Storage
import System

/// Whether a pulse arrives: what no look at a level can tell.
extension Diagnosis {
    /// Waits for one pulse on every meter's line, on those that the service holds in its register.
    mutating func watchWires(of lines: [FoundLine], in file: ConfigurationFile?, for length: Duration) async {
        let inputs = lines.filter(\.user.isPulseInput)
        guard !inputs.isEmpty else {
            remark("wire", "no line to watch")
            return
        }
        StandardStream.error.write(
            "heliograph: waiting \(ScopeWords.width(length)) for a pulse on \(inputs.map(\.user.name).joined(separator: ", ")): "
                + "let the meter run, or join the input's two terminals for a second.\n")
        let held = inputs.filter(\.isOurs)
        async let growths = Self.growth(of: held, in: file, for: length)
        await watchFree(inputs.filter(\.isFree), for: length)
        for (found, growth) in zip(held, await growths) { tell(of: found, growth, after: length) }
    }

    private mutating func watchFree(_ lines: [FoundLine], for length: Duration) async {
        guard !lines.isEmpty else { return }
        do throws(GPIOError) {
            let source = try EdgeSource(lines.map(\.user.line.inputRequest))
            let watch = WireWatch(lines.map(\.user.profile), source)
            let timer = Task {
                try? await Task.sleep(for: length)
                source.stop()
            }
            try await watch.follow(source)
            timer.cancel()
            await watch.advance(to: SystemClock.monotonic())
            for (found, sight) in zip(lines, await watch.sights) { tell(of: found.user, sight, after: length) }
        } catch {
            broken("wire", "\(error)")
        }
    }

    private mutating func tell(of user: LineUser, _ sight: WireWatch.Sight, after length: Duration) {
        let line = user.line.name
        if let first = sight.firstPulse {
            works("wire", "\(user.name): a pulse on \(line) after \(ScopeWords.width(first))")
        } else if sight.edges > 0 {
            broken(
                "wire",
                "\(user.name): \(sight.edges) edges on \(line), and no pulse of profile \(user.profile.name): “heliograph scope \(line)” shows what they are."
            )
        } else {
            broken("wire", Self.silence(of: user, after: length))
        }
    }

    private static func silence(of user: LineUser, after length: Duration) -> String {
        let waited = ScopeWords.width(length)
        var text = "\(user.name): no edge on \(user.line.name) in \(waited). "
        let seconds = Double(length.wholeNanoseconds) / 1e9
        if case .pulses(_, let impulses?) = user.purpose, let constant = Double("\(impulses)") {
            let power = ScopeWords.power(Watts(Int64((3_600_000 / constant / seconds).rounded())))
            text += "Below \(power) this meter is silent for that long. "
        }
        return text
            + "If its light blinks, the wire is missing, its two ends are swapped, or the interface has no supply: README.md in \(BoardFolder.usualPaths[0]) says how to measure."
    }

    /// By how many pulses the service's registers grew, as far as they can be read; ends early when all did.
    private static func growth(of lines: [FoundLine], in file: ConfigurationFile?, for length: Duration) async
        -> [Int64?]
    {
        guard let file, !lines.isEmpty else { return lines.map { _ in nil } }
        func pulses() async -> [Int64?] {
            let registers = try? await registers(of: file)
            return lines.map { found in
                (try? Name(found.user.name)).flatMap { registers?[$0]?.register.pulses.rawValue }
            }
        }
        let before = await pulses()
        let end = ContinuousClock.now + length
        var growth: [Int64?] = []
        repeat {
            try? await Task.sleep(for: min(.seconds(1), end - ContinuousClock.now))
            growth = zip(before, await pulses()).map { before, now in
                // A register that nobody has saved yet begins at 0.
                now.map { $0 - (before ?? 0) }
            }
        } while ContinuousClock.now < end && !growth.allSatisfy { $0 ?? 0 > 0 }
        return growth
    }

    private mutating func tell(of found: FoundLine, _ growth: Int64?, after length: Duration) {
        let user = found.user
        switch growth {
        case nil:
            remark(
                "wire",
                "\(user.name): the running service holds \(user.line.name), and what it counts cannot be read here")
        case let pulses? where pulses > 0:
            works("wire", "\(user.name): the running service counted \(pulses) pulse\(pulses == 1 ? "" : "s")")
        default:
            broken(
                "wire",
                "\(Self.silence(of: user, after: length)) (The running service holds the line; it saves its count every few seconds.)"
            )
        }
    }
}

extension LineUser {
    /// What decides whether edges are a pulse.
    fileprivate var profile: PulseProfile { if case .pulses(let profile, _) = purpose { profile } else { .s0 } }
}
