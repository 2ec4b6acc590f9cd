import Gateway
import Ledger
import Metering
import Statements
import System

/// The live view of a demo street: a table that is drawn anew, or one JSON object a roof and second.
struct DemoDisplay {
    private struct Row: Encodable {
        var roof: String
        var powerW: Int64?
        var energyJ: Int64?
        var signed: UInt64?
        var published: UInt64
        var recorded: UInt64
        var cosigners: Int
        var recordSeconds: Double?
    }

    let isJSON: Bool
    private var ordinal = 0

    init(isJSON: Bool) { self.isJSON = isJSON }

    mutating func show(_ street: DemoStreet, _ sights: [Origin: StreetObserver.Sight]) async {
        ordinal += 1
        let isTerminal = Terminal.isTerminal(.output)
        let rows = street.roofs.map { roof in
            let sight = sights[roof.origin]
            let meters = sight?.status?.meters?.values
            return Row(
                roof: roof.origin.gateway.text, powerW: meters?.reduce(0) { $0 + $1.power_w },
                energyJ: meters?.reduce(0) { $0 + $1.energy_j }, signed: sight?.status?.signed,
                published: sight?.publishedEnd ?? 0, recorded: sight?.recordedSize ?? 0,
                cosigners: sight?.cosignerCount ?? 0, recordSeconds: sight?.lastRecordSeconds)
        }
        if isJSON {
            for row in rows { StandardStream.output.write(((try? JSON.line(row)) ?? "") + "\n") }
        } else if isTerminal || ordinal % 5 == 0 {
            StandardStream.output.write(text(rows, street, isTerminal: isTerminal))
        }
    }

    private func text(_ rows: [Row], _ street: DemoStreet, isTerminal: Bool) -> String {
        var table = Table(
            .words("roof"), .figures("power"), .figures("energy"), .figures("log"), .figures("published"),
            .figures("recorded"), .figures("by"), .figures("after"))
        for row in rows {
            table.add(
                row.roof, row.powerW.map { "\($0) W" } ?? "…",
                row.energyJ.map { "\(Joules($0).kilowattHours) kWh" } ?? "…",
                row.signed.map(String.init) ?? "…", "\(row.published)", "\(row.recorded)",
                row.cosigners > 0 ? "\(row.cosigners) of \(street.policy.mirrors.count)" : "",
                row.recordSeconds.map { "\(($0 * 100).rounded() / 100) s" } ?? "")
        }
        let heading =
            "\(street.policy.community): \(street.roofs.count) roofs, a reading every \(street.interval) s, "
            + "recorded by \(street.policy.quorum) of \(street.policy.mirrors.count)"
            + (street.policy.isByzantineSafe ? "" : " (accountable, not Byzantine-safe)")
        return (isTerminal ? "\u{1B}[H\u{1B}[J" : "") + heading + "\n\n" + table.lines.joined(separator: "\n") + "\n\n"
    }
}
