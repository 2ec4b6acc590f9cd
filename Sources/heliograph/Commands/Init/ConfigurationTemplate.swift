import Metering

/// The configuration of a new gateway, with comments for whoever edits it.
struct ConfigurationTemplate {
    let answers: InitAnswers

    init(_ answers: InitAnswers) { self.answers = answers }

    var text: String {
        ([head, broker, meters].joined(separator: "\n\n") + "\n")
    }

    /// The same without policy and broker, which a street brings.
    var textWithoutStreet: String { [introduction, interval, meters].joined(separator: "\n\n") + "\n" }

    private var head: String { [introduction, policy, interval].joined(separator: "\n\n") }

    private var introduction: String {
        """
        # The configuration of a Heliograph gateway. “heliograph check” says what works and what does not.
        # Names of files are relative to this folder; every key stands in Sources/Gateway/Configuration/README.md.
        origin: \(Self.quoted(answers.origin))
        """
    }

    private var policy: String {
        """
        # The community's logs, mirrors and quorum: “heliograph community create” writes it from the members' cards.
        # policy: community.policy
        """
    }

    private var interval: String {
        """
        # Seconds between two readings, a divisor of a day.
        # interval: 60
        """
    }

    private var broker: String {
        let parts = answers.broker.split(separator: ":", maxSplits: 1)
        let mark = parts.isEmpty ? "# " : ""
        let host = parts.first.map { Self.quoted(String($0)) } ?? "broker.example"
        var lines = [
            "# The street's broker. Off this machine it wants TLS; the login is the origin unless “user” is given.",
            "\(mark)broker:", "\(mark)  host: \(host)",
        ]
        if parts.count > 1 { lines.append("  port: \(Self.quoted(String(parts[1])))") }
        lines += ["#   password-file: password", "#   tls: {ca: ca.pem, certificate: gateway.pem, key: gateway.key}"]
        return lines.joined(separator: "\n")
    }

    /// The meters alone.
    var meters: String {
        guard let meter = answers.meter else {
            return """
                # A gateway without meters mirrors its neighbours.
                # meters:
                #   pv:
                #     line: GPIO17
                #     bias: pull-up
                #     active-low: true
                #     impulses: 1000
                """
        }
        var lines = ["meters:", "  \(Self.quoted(meter.name)):"]
        if meter.line == MeterOptions.simulatedLine {
            let isHousehold = meter.direction == Direction.import.rawValue
            lines += [
                "    # Computed, to try things out: no wire, and no energy.", "    kind: simulated",
                "    impulses: \(Self.quoted(meter.impulses))", "    direction: \(Self.quoted(meter.direction))",
                isHousehold ? "    household: {yearly-kwh: 4000}" : "    sun: {peak-kw: 5}",
            ]
            return (lines + logged(meter)).joined(separator: "\n")
        }
        if let colon = meter.line.lastIndex(of: ":"), UInt32(meter.line[meter.line.index(after: colon)...]) != nil {
            lines.append("    chip: \(Self.quoted(String(meter.line[..<colon])))")
            lines.append("    offset: \(meter.line[meter.line.index(after: colon)...])")
        } else {
            lines.append("    line: \(Self.quoted(meter.line))")
        }
        lines += [
            "    # An S0 output that pulls the line to ground: the resistor inside the chip holds it up in between.",
            "    bias: pull-up", "    active-low: true", "    impulses: \(Self.quoted(meter.impulses))",
            "    direction: \(Self.quoted(meter.direction))",
        ]
        return (lines + logged(meter)).joined(separator: "\n")
    }

    private func logged(_ meter: InitAnswers.Meter) -> [String] {
        guard let isLogged = meter.isLogged else { return [] }
        return [
            "    # Whether neighbours and subscribers see this household for ever. It shows when somebody is at home,",
            "    # and cannot be deleted.", "    log: \(isLogged)",
        ]
    }

    /// Text as YAML takes it for text; most needs nothing.
    static func quoted(_ text: String) -> String {
        let isPlain =
            text.first.map { $0.isLetter || $0.isNumber } ?? false
            && text.allSatisfy { $0.isLetter || $0.isNumber || "./-_".contains($0) }
        return isPlain ? text : "'" + text.replacing("'", with: "''") + "'"
    }
}
