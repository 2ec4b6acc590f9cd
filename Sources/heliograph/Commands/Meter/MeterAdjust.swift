import ArgumentParser
import Gateway
import Metering
import System

/// Sets what a meter's dial shows, as a signed event.
struct MeterAdjust: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjust", abstract: "Set a meter to what the billing meter's dial shows.",
        discussion: """
            The register never moves. What changes is the offset between it and the dial, by a signed statement with \
            the dial, both offsets and your reason, which your neighbours keep for ever; readings carry the dial from \
            then on. The running service does it.

            Exit status: 0 when it is signed, 1 when it was refused or not confirmed, 2 when no service answers.
            """)

    @Argument(help: "The meter's name.")
    var meter: String

    @Option(help: ArgumentHelp("What the billing meter shows now, as in 12345.6kWh.", valueName: "kWh"))
    var dial: DialArgument

    @Option(help: ArgumentHelp("Why, in a few words that everybody will read.", valueName: "text"))
    var reason: String

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("The configuration that the service was started with.", valueName: "file"))
    var file = "/etc/heliograph/heliograph.yaml"

    @Flag(help: "Do it without a question, even where it is doubtful.")
    var yes = false

    @Flag(help: "One JSON object; without --yes, of what would be done.")
    var json = false

    func run() async throws {
        let service = RunningService(of: try ConfigurationFile(reading: file))
        let preview = try await ask(service, apply: false)
        guard let adjustment = preview.adjustment else {
            throw Finding.negative(preview.words.joined(separator: "\n"))
        }
        if !json { words(of: adjustment).forEach { print($0) } }
        guard yes || !json else { return print(try line(preview)) }
        if !yes { try confirm(adjustment) }
        let answer = try await ask(service, apply: true)
        guard answer.outcome == .applied else { throw Finding.negative(answer.words.joined(separator: "\n")) }
        guard !json else { return print(try line(answer)) }
        print(
            answer.index.map { "signed as statement \($0)" }
                ?? "kept here and not signed: the readings of \(meter) stay at home")
    }

    private func ask(_ service: RunningService, apply: Bool) async throws -> OwnerAnswer {
        try await service.ask(
            .adjust(meter: meter, dial_j: dial.energy.rawValue, reason: reason, apply: apply, sure: yes))
    }

    /// - Throws: a negative ``Finding`` where the answer is no, or the change is doubtful; an unusable one where nobody
    ///   can be asked.
    private func confirm(_ adjustment: OwnerAnswer.Adjustment) throws(Finding) {
        if let doubt = adjustment.doubt { throw .negative("\(doubt) Say --yes if it is right.") }
        try Confirmation.ask(
            "Sign this? It cannot be taken back, only adjusted again.", orElse: "nothing was signed")
    }

    private func words(of adjustment: OwnerAnswer.Adjustment) -> [String] {
        func change(_ old: Int64?, _ new: Int64) -> String {
            let now = "\(Joules(new).kilowattHours) kWh"
            guard let old else { return "\(now), the first that is given" }
            let difference = Joules(new - old)
            let sign = difference.rawValue < 0 ? "" : "+"
            return "\(Joules(old).kilowattHours) kWh → \(now) (\(sign)\(difference.kilowattHours) kWh)"
        }
        return [
            "register  \(Joules(adjustment.energy_j).kilowattHours) kWh, which does not move",
            "dial      \(change(adjustment.old_dial_j, adjustment.new_dial_j))",
            "offset    \(change(adjustment.old_offset_j, adjustment.new_offset_j))",
        ]
    }

    /// The JSON of `heliograph meter adjust --json`.
    private struct Line: Encodable {
        let meter: String
        let outcome: String
        let index: UInt64?
        let registerJ: Int64
        let oldDialJ: Int64?
        let dialJ: Int64
        let oldOffsetJ: Int64?
        let offsetJ: Int64
        let doubt: String?
    }

    private func line(_ answer: OwnerAnswer) throws -> String {
        guard let adjustment = answer.adjustment else { return "{}" }
        return try JSON.line(
            Line(
                meter: meter, outcome: answer.outcome.rawValue, index: answer.index, registerJ: adjustment.energy_j,
                oldDialJ: adjustment.old_dial_j, dialJ: adjustment.new_dial_j, oldOffsetJ: adjustment.old_offset_j,
                offsetJ: adjustment.new_offset_j, doubt: adjustment.doubt))
    }
}
