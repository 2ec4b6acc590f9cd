import Simulation
import System

/// What many days came to.
struct Tally {
    private(set) var dayCount: UInt64 = 0
    private(set) var failedSeeds = 0
    private var virtualSeconds = 0.0
    private var changedCount = 0
    private var conspiracyCount = 0
    private var sums = StreetResult(seed: 0)

    mutating func add(_ result: StreetResult) {
        dayCount += 1
        failedSeeds += result.violations.isEmpty ? 0 : 1
        virtualSeconds += result.seconds
        sums.gatewayCount += result.gatewayCount
        sums.liarCount += result.liarCount
        changedCount += result.versionCount > 1 ? 1 : 0
        conspiracyCount += result.isConspired ? 1 : 0
        sums.adoptionCount += result.adoptionCount
        sums.faultCount += result.faultCount
        sums.messageCount += result.messageCount
        sums.entryCount += result.entryCount
        sums.recordCount += result.recordCount
        sums.lifeCount += result.lifeCount
        sums.convictionCount += result.convictionCount
    }

    /// What a failing seed broke, and how to see it again.
    /// - Parameter arguments: what the day had besides its seed, for `make`; none is empty.
    static func failure(of result: StreetResult, arguments: String) -> [String] {
        guard !result.violations.isEmpty else { return [] }
        return ["seed \(result.seed): \(result.gatewayCount) gateways, \(result.liarCount) of them liars"]
            + result.violations.map { "  \($0)" }
            + ["  again, with its story: make simulate SEEDS=1 FIRST_SEED=\(result.seed)\(arguments)"]
    }

    func say(elapsed: Duration, of seeds: UInt64) {
        let line = "\(dayCount) of \(seeds) seeds, \(rate(elapsed)) virtual days a second, \(failedSeeds) failed\n"
        StandardStream.error.write(line)
    }

    func summary(elapsed: Duration) -> [String] {
        [
            "\(dayCount) seeds in \(elapsed.formatted) s: \(rate(elapsed)) virtual days a second",
            "\(sums.gatewayCount) gateways, \(sums.liarCount) of them liars; \(sums.faultCount) faults, \(sums.lifeCount) starts",
            "\(sums.entryCount) entries, \(sums.messageCount) messages, \(sums.recordCount) records, "
                + "\(sums.convictionCount) liars convicted",
            "\(changedCount) streets whose policy changed, \(conspiracyCount) with a conspiracy; \(sums.adoptionCount) logs followed, on record",
            failedSeeds == 0 ? "no promise was broken" : "\(failedSeeds) seeds BROKE a promise",
        ]
    }

    /// In virtual days a second, with what comes after the day until all is recorded.
    private func rate(_ elapsed: Duration) -> String {
        let hundredths = Int(virtualSeconds / 864 / max(elapsed.seconds, 0.001))
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }

    fileprivate var formatted: String { "\(Int(seconds)).\(Int(seconds * 10) % 10)" }
}
