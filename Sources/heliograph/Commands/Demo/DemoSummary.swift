import Ledger
import Signing
import Statements
import Storage

/// What a demo street did, after everything was verified from its disks.
struct DemoSummary: Encodable {
    /// Statements in the gateways' own logs.
    let signed: UInt64
    /// Those that the broker acknowledged.
    let published: UInt64
    /// Those that a quorum recorded.
    let recorded: UInt64
    /// From the first sight of a statement on the wire to that of a record that covers it; half, and 99 of 100, took at
    /// most this.
    let recordSecondsP50: Double?
    let recordSecondsP99: Double?
    /// How often something died and was started again.
    let restarts: Int
    /// What the verification found wrong.
    let failures: [String]

    /// Whether every signed statement was recorded, and nothing is wrong.
    var isComplete: Bool { signed > 0 && recorded == signed && failures.isEmpty }

    /// Verifies every log on every disk.
    init(of street: DemoStreet, seen observer: StreetObserver, restarts: Int) async throws {
        var failures = await observer.contradictions.map { "published with two different contents: \($0)" }
        var (signed, published, recorded): (UInt64, UInt64, UInt64) = (0, 0, 0)
        for roof in street.roofs {
            do {
                let database = try Database(at: roof.state.database, .readOnly, cryptography: OpenSSLCryptography())
                for origin in street.roofs.map(\.origin) {
                    let audit = try await LogAudit(of: origin, in: database, under: KnownPolicy(street.policy))
                    guard origin == roof.origin else { continue }
                    signed += audit.size
                    recorded += audit.recordedSize
                    published += try await database.log(origin)?.publishedEnd ?? 0
                }
                await database.close()
            } catch {
                failures.append("\(roof.origin): \(error)")
            }
        }
        let seconds = await observer.recordSeconds.sorted()
        self.signed = signed
        self.published = published
        self.recorded = recorded
        recordSecondsP50 = Self.quantile(0.5, of: seconds)
        recordSecondsP99 = Self.quantile(0.99, of: seconds)
        self.restarts = restarts
        self.failures = failures
    }

    private static func quantile(_ share: Double, of sorted: [Double]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let index = min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)) - 1)
        return (sorted[max(0, index)] * 1000).rounded() / 1000
    }

    /// For people.
    var text: String {
        var lines = ["signed \(signed), published \(published), recorded \(recorded)"]
        if let recordSecondsP50, let recordSecondsP99 {
            lines.append("recorded after \(recordSecondsP50) s (half), \(recordSecondsP99) s (99 of 100)")
        }
        if restarts > 0 { lines.append("started again: \(restarts)") }
        lines += failures
        lines.append(
            isComplete
                ? "Verified from the disks: every signature, every tree, every record."
                : "Not everything that was signed is recorded and verified.")
        return lines.joined(separator: "\n") + "\n"
    }
}
