import Metering

/// What the service is doing, in one line for `systemctl status`: what needs a person first.
struct StatusSentence: CustomStringConvertible {
    /// How many meters there are, counted or not.
    var meterCount: Int
    /// Meters whose line failed, and why.
    var failures: [Name: String]
    var ledger: LedgerReport
    /// What the power-fail line says, where it matters.
    var powerFail: String?

    var description: String {
        let needs = failures.sorted { $0.key < $1.key }.map { "\($0.key) is not counted: \($0.value)" }
        let store = ledger.storeFailure.map { "nothing is signed: \($0)" }
        return
            (needs + [store, ledger.recovery?.sentence, powerFail, counting, session, log, silence].compactMap { $0 })
            .joined(separator: "; ")
    }

    private var counting: String? {
        let count = meterCount - failures.count
        guard meterCount > 0 else { return "holding \(Self.count(ledger.mirrored.count, "log")), no meter here" }
        return count > 0 ? "counting \(Self.count(count, "meter"))" : nil
    }

    private var session: String {
        let waiting = ledger.signed - ledger.published
        guard ledger.isConnected else { return "no broker, \(Self.count(Int(waiting), "statement")) waiting" }
        guard ledger.recovery == nil else { return "connected" }
        return ledger.isOpen ? "connected" : "connected, comparing with the neighbours before anything is published"
    }

    private var log: String { "signed \(ledger.signed), published \(ledger.published), recorded \(ledger.recorded)" }

    private var silence: String? { ledger.silence.map { "not cosigning: \($0)" } }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
