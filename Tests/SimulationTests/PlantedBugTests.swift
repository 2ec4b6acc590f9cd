import Signing
import Simulation
import Testing

@testable import Ledger

@Suite("A bug planted in honest gateways") struct PlantedBugTests {
    private static var options: StreetOptions {
        var options = StreetOptions(scheme: .hashed(OpenSSLCryptography()))
        options.violationLimit = 1
        return options
    }

    /// Lets street after street live until a promise is broken, or the one whose words are given.
    /// - Returns: the first violation and its seed; `nil` when a hundred seeds showed nothing.
    private func firstViolation(
        _ options: StreetOptions, saying words: String = ""
    ) async throws -> (StreetResult.Violation, seed: UInt64)? {
        for seed in 1...100 as ClosedRange<UInt64> {
            let result = try await SimulatedStreet(seed: seed, options: options).run()
            if let violation = result.violations.first(where: { words.isEmpty || $0.text.contains(words) }) {
                return (violation, seed)
            }
        }
        return nil
    }

    @Test("a quorum that is one too small is caught") func smallQuorum() async throws {
        var options = Self.options
        options.plant.known = { known in
            let policy = known.newest
            return KnownPolicy(
                Policy(
                    community: policy.community, logs: policy.logs, mirrors: policy.mirrors, quorum: policy.quorum - 1))
        }
        let (violation, _) = try #require(try await firstViolation(options))
        #expect(violation.text.contains("recorded"))
    }

    @Test("a quorum that is one too small lets a liar say when something was recorded, which is caught")
    func smallQuorumDates() async throws {
        var options = Self.options
        options.violationLimit = 1000
        options.plant.known = { known in
            let policy = known.newest
            return KnownPolicy(
                Policy(
                    community: policy.community, logs: policy.logs, mirrors: policy.mirrors, quorum: policy.quorum - 1))
        }
        _ = try #require(try await firstViolation(options, saying: "were recorded at"))
    }

    /// Streets of four whose liar conspires against a change of the policy.
    private static var conspiracies: StreetOptions {
        var options = options
        options.sizes = [4]
        (options.versionedPercent, options.changePercent, options.conspiracyPercent) = (100, 100, 100)
        // What comes before the contradiction is caught as well.
        options.violationLimit = 1000
        return options
    }

    @Test("an adoption that takes the new version's quorum alone lets two histories be recorded, which is caught")
    func newQuorumAlone() async throws {
        var options = Self.conspiracies
        options.plant.known = { KnownPolicy($0) { _, new in new.rule } }
        _ = try #require(try await firstViolation(options, saying: "contradict each other"))
    }

    @Test(
        "gateways that judge by what they know and not by what a log says let two histories be recorded, which is caught"
    )
    func ownVersion() async throws {
        var options = Self.conspiracies
        options.plant.known = { KnownPolicy($0.newest) }
        _ = try #require(try await firstViolation(options, saying: "contradict each other"))
    }

    @Test("the latest of the mirrors' times in the place of their median is caught") func latestTime() async throws {
        var options = Self.options
        options.plant.store = { PlantedStore(.datesByLatest, on: $0, of: $1) }
        let (violation, _) = try #require(try await firstViolation(options))
        #expect(violation.text.contains("were recorded at"))
    }

    @Test("a cosignature before its commit is caught") func cosignatureBeforeCommit() async throws {
        var options = Self.options
        options.plant.store = { PlantedStore(.saysDoneBeforeCommitting, on: $0, of: $1) }
        let (violation, _) = try #require(try await firstViolation(options))
        #expect(violation.text.contains("not on its disk"))
    }

    @Test("a mirror that accepts a second history is caught") func secondHistory() async throws {
        var options = Self.options
        options.plant.store = { PlantedStore(.forgetsNeighbours, on: $0, of: $1) }
        let (violation, _) = try #require(try await firstViolation(options))
        #expect(violation.text.contains("cosigns"))
    }

    @Test("a forgotten outbox cursor is caught") func forgottenCursor() async throws {
        var options = Self.options
        options.plant.store = { PlantedStore(.forgetsCursor, on: $0, of: $1) }
        let (violation, _) = try #require(try await firstViolation(options))
        #expect(violation.text.contains("again"))
    }
}
