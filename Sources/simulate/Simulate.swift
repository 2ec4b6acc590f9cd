import ArgumentParser
import Glibc
import Signing
import Simulation
import System

/// Lets simulated streets live, one day a seed. A program of its own, because the one that ships must not hold the rig.
@main struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Virtual days of streets where everything goes wrong, each from one seed.",
        discussion: """
            Exit status 0: no promise was broken; 1: one was, and the seed and the line are said. One seed alone tells its story.
            """)

    @Option(help: "How many seeds.")
    var seeds: UInt64 = 1000

    @Option(help: "The first of them.")
    var firstSeed: UInt64 = 1

    @Option(help: "How many streets live at a time; by default one a processor.")
    var jobs = sysconf(Int32(_SC_NPROCESSORS_ONLN))

    @Flag(help: "Ed25519 instead of a keyed hash.")
    var realSignatures = false

    func validate() throws {
        guard seeds > 0, jobs > 0 else { throw ValidationError("--seeds and --jobs are 1 or more.") }
        guard !firstSeed.addingReportingOverflow(seeds).overflow else {
            throw ValidationError("seeds end at \(UInt64.max): take a smaller --first-seed, or fewer --seeds.")
        }
    }

    func run() async throws {
        var options = StreetOptions(scheme: realSignatures ? .real : .hashed(OpenSSLCryptography()))
        options.isTold = seeds == 1
        let clock = ContinuousClock()
        let start = clock.now
        var tally = Tally()
        var next = firstSeed
        let end = firstSeed + seeds
        try await withThrowingTaskGroup(of: StreetResult.self) { group in
            while next < end, next - firstSeed < UInt64(jobs) {
                group.addTask { [next, options] in try await SimulatedStreet(seed: next, options: options).run() }
                next += 1
            }
            while let result = try await group.next() {
                tally.add(result)
                for line in result.story { print(line) }
                for line in Tally.failure(of: result, arguments: realSignatures ? " ARGUMENTS=--real-signatures" : "") {
                    print(line)
                }
                if next < end {
                    group.addTask { [next, options] in try await SimulatedStreet(seed: next, options: options).run() }
                    next += 1
                }
                if tally.dayCount.isMultiple(of: 250) { tally.say(elapsed: clock.now - start, of: seeds) }
            }
        }
        for line in tally.summary(elapsed: clock.now - start) { print(line) }
        if tally.failedSeeds > 0 { throw ExitCode(1) }
    }
}

extension SigningScheme {
    /// Ed25519 by OpenSSL, with keys that are numbers.
    static var real: Self {
        Self(cryptography: RememberingCryptography(OpenSSLCryptography())) { number in
            try PrivateKey(rawEd25519: [UInt8(truncatingIfNeeded: number + 1)] + Array(repeating: 0, count: 31))
        }
    }
}
