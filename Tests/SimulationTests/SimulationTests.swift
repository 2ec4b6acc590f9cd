import Signing
import Simulation
import Testing

@Suite("A simulated street") struct SimulationTests {
    @Test("keeps its promises through a day of faults and liars", arguments: [2, 5] as [UInt64])
    func day(seed: UInt64) async throws {
        let options = StreetOptions(scheme: .hashed(OpenSSLCryptography()))
        let result = try await SimulatedStreet(seed: seed, options: options).run()
        #expect(result.violations.isEmpty, "\(result.violations)")
        #expect(result.faultCount >= 50)
        // Nearly every reading of a day, or the street did not live.
        let expected = (result.gatewayCount - result.liarCount) * 80
        #expect(result.entryCount > expected)
        #expect(result.recordCount > expected / 2)
    }

    @Test(
        "keeps its promises while its policy changes",
        arguments: [(1, 0, 100), (3, 0, 0), (1, 100, 0), (4, 100, 0)] as [(UInt64, Int, Int)])
    func change(seed: UInt64, conspiracies: Int, stragglers: Int) async throws {
        var options = StreetOptions(scheme: .hashed(OpenSSLCryptography()))
        options.sizes = [4]
        (options.versionedPercent, options.changePercent) = (100, 100)
        (options.conspiracyPercent, options.stragglerPercent) = (conspiracies, stragglers)
        let result = try await SimulatedStreet(seed: seed, options: options).run()
        #expect(result.violations.isEmpty, "\(result.violations)")
        #expect(result.versionCount >= 2)
        #expect(result.isConspired == (conspiracies > 0 && result.liarCount > 0))
        #expect(result.adoptionCount > 0)
    }

    @Test("tells the same story twice") func repeats() async throws {
        var options = StreetOptions(scheme: .hashed(OpenSSLCryptography()))
        options.isTold = true
        options.daySeconds = 6 * 3600
        let first = try await SimulatedStreet(seed: 7, options: options).run()
        let second = try await SimulatedStreet(seed: 7, options: options).run()
        #expect(first.story == second.story)
        #expect(first.messageCount == second.messageCount)
        let other = try await SimulatedStreet(seed: 8, options: options).run()
        #expect(first.story != other.story)
    }

    @Test("lives with real signatures as well") func realSignatures() async throws {
        var options = StreetOptions(
            scheme: SigningScheme(cryptography: OpenSSLCryptography()) { number in
                try PrivateKey(rawEd25519: [UInt8(number + 1)] + Array(repeating: 0, count: 31))
            })
        options.sizes = [4]
        options.daySeconds = 4 * 3600
        let result = try await SimulatedStreet(seed: 3, options: options).run()
        #expect(result.violations.isEmpty, "\(result.violations)")
        #expect(result.recordCount > 0)
    }
}
