import GPIO
import Metering

/// What a survey looks like to a person, at most 80 columns wide unless the terminal is wider.
struct ScopeText {
    let subject: ScopeSubject

    /// Fewer pulses than this are a beginning, not a finding.
    private static let enough = 10

    /// While it goes on.
    func live(_ summary: ScopeSummary, columns: Int, rows: Int) -> [String] {
        let head = [heading(summary), ""]
        let rest = [""] + trials(summary.survey) + [""] + rates(summary) + [proposalSoFar(summary.survey)]
        let histogram = histogram(summary, columns: columns).prefix(max(1, rows - head.count - rest.count))
        return head + Array(histogram) + rest
    }

    /// After its end.
    func summary(of summary: ScopeSummary) -> [String] {
        let survey = summary.survey
        guard survey.edgeCount > 0 else { return [heading(summary)] + nothing(summary) }
        return [heading(summary), ""] + histogram(summary, columns: 80) + [""] + trials(survey) + [""] + rates(summary)
            + [""] + verdict(survey)
    }

    private func heading(_ summary: ScopeSummary) -> String {
        let edges = summary.survey.edgeCount
        return "\(subject.title): \(edges) edge\(edges == 1 ? "" : "s") in \(ScopeWords.width(summary.length))"
    }

    // MARK: - Widths

    /// A row for each width that occurred, with a bar for each level that held, and one for what did not.
    private func histogram(_ summary: ScopeSummary, columns: Int) -> [String] {
        let profile = summary.shown.profile
        let (on, off) = (summary.survey.on.bins, summary.survey.off.bins)
        var cells: [(label: String, counts: [Int64])] = []
        for (on, off) in zip(on, off) where on.count + off.count > 0 {
            let isOn = on.lower >= profile.minOn
            let isOff = on.lower >= profile.minOff
            let excursions = (isOn ? 0 : on.count) + (isOff ? 0 : off.count)
            cells.append((Self.label(on), [isOn ? on.count : 0, isOff ? off.count : 0, excursions]))
        }
        let width = max(20, (columns - 14) / 3)
        let largest = (0..<3).map { column in cells.map { $0.counts[column] }.max() ?? 0 }
        let headings = ["on", "off", "excursions (\(profile.name))"].map { Self.padded($0, width) }.joined()
        return [Self.trimmed(Self.padded("held for", 14) + headings)]
            + cells.map { row in
                let bars = row.counts.indices.map { column in
                    Self.padded(Self.bar(row.counts[column], of: largest[column], width: width - 2), width)
                }
                return Self.trimmed(Self.padded(row.label, 14) + bars.joined())
            }
    }

    private static func label(_ bin: WidthHistogram.Bin) -> String {
        let lower = ScopeWords.width(bin.lower)
        guard let upper = bin.upper.map(ScopeWords.width) else { return "over \(lower)" }
        guard bin.lower > .zero else { return "under \(upper)" }
        let (from, to) = (lower.split(separator: " "), upper.split(separator: " "))
        return from[1] == to[1] ? "\(from[0])–\(upper)" : "\(lower)–\(upper)"
    }

    /// A bar in eighths of a column, with its count behind it; room for seven figures.
    private static func bar(_ count: Int64, of largest: Int64, width: Int) -> String {
        guard count > 0 else { return "" }
        let eighths = max(1, Int(Double(count) / Double(largest) * Double((width - 8) * 8)))
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8] + " \(count)"
    }

    // MARK: - Figures

    private func trials(_ survey: PulseSurvey) -> [String] {
        var table = Table(
            .words("profile"), .figures("pulses"), .figures("bounced"), .figures("stuck"), .figures("shortest level"),
            .figures("longest bounce"), .words("fits"))
        for trial in survey.trials {
            table.add(
                trial.profile.name, "\(trial.found.pulses.rawValue)", "\(trial.found.bounced)", "\(trial.found.stuck)",
                trial.shortestLevel.map(ScopeWords.width) ?? "", trial.longestExcursion.map(ScopeWords.width) ?? "",
                trial.misfits.isEmpty ? "yes" : "no")
        }
        return table.lines
    }

    private func rates(_ summary: ScopeSummary) -> [String] {
        func words(_ nanoseconds: UInt64) -> String {
            let power = ScopeSummary.power(subject.meter, every: nanoseconds)
            return "\(ScopeWords.rate(nanoseconds)), \(ScopeWords.power(power))"
        }
        guard let now = summary.distance, let highest = summary.shown.shortestDistance else {
            return ["rate: two pulses are needed (\(summary.shown.profile.name))"]
        }
        return [
            "now:     \(words(now)) at \(subject.meter.constant) impulses per kWh", "highest: \(words(highest))",
        ]
    }

    private func proposalSoFar(_ survey: PulseSurvey) -> String {
        guard let proposal = survey.proposal else { return "so far no profile fits" }
        return "so far: \(proposal.profile.name)"
    }

    // MARK: - Words

    private func verdict(_ survey: PulseSurvey) -> [String] {
        var lines: [String] = []
        if let proposal = survey.proposal {
            lines.append("Take “profile: \(proposal.profile.name)”: \(ScopeWords.reason(for: proposal)).")
            let alike = survey.alternatives.map(\.name)
            if !alike.isEmpty {
                lines.append(
                    "\(alike.joined(separator: " and ")) would count the same here; \(proposal.profile.name) is for the most common output."
                )
            }
            if proposal.found.pulses < Pulses(Int64(Self.enough)) {
                lines.append("Few pulses were seen: look for longer before you rely on it.")
            }
        } else {
            lines.append(
                "No profile fits. (s0 is for S0 outputs, led for a meter's light, reed for a contact with a magnet.)")
        }
        for trial in survey.trials where !trial.misfits.isEmpty {
            let reasons = trial.misfits.map { ScopeWords.reason($0, trial.profile) }
            lines.append("  not \(trial.profile.name): \(reasons.joined(separator: "; "))")
        }
        if survey.lost > 0 {
            lines.append(
                "At least \(survey.lost) edges are missing: the counts are too low, and widths beside them unknown.")
        }
        return lines.flatMap { Self.wrapped($0) }
    }

    private func nothing(_ summary: ScopeSummary) -> [String] {
        let seconds = Double(summary.length.wholeNanoseconds) / 1e9
        var text =
            "Nothing happened. Either the meter was silent, or its wire is missing: join the input's two terminals for a second, and watch whether that shows."
        if seconds >= 1, let constant = Double("\(subject.meter.constant)") {
            let power = ScopeWords.power(Watts(Int64(3_600_000 / constant / seconds)))
            text += " (A meter of \(subject.meter.constant) impulses per kWh is silent for that long below \(power).)"
        }
        return Self.wrapped(text)
    }

    // MARK: - Layout

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }

    /// Lines of at most 80 columns; what begins with spaces goes on behind two more.
    private static func wrapped(_ text: String) -> [String] {
        let indent = String(text.prefix { $0 == " " })
        var lines = [indent]
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, lines[lines.count - 1].count + 1 + word.count > 80 {
                lines.append(indent.isEmpty ? "" : indent + "  ")
                isEmpty = true
            }
            lines[lines.count - 1] += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines
    }
}
