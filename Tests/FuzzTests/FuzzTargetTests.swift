import Chance
import FoundationEssentials
import Testing

@testable import fuzz

/// Every decoder keeps its promises for the inputs that its fuzzer begins with, for those that once broke them, and for a
/// few thousand mutations: what any machine can run, with and without libFuzzer.
@Suite("Decoders of what comes from outside")
struct FuzzTargetTests {
    static let names = FuzzTarget.all.map(\.name)

    @Test(
        "keep their promises for the seeds, of which some are accepted and others refused",
        arguments: FuzzTargetTests.names)
    func seeds(name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let seeds = try target.seeds(Self.files)
        #expect(seeds.count >= 2)
        let outcomes = try seeds.map(target.run)
        #expect(outcomes.contains(.accepted), "a target that accepts nothing tests nothing")
    }

    @Test("keep their promises for mutations of the seeds", arguments: FuzzTargetTests.names)
    func mutations(name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let seeds = try target.seeds(Self.files)
        var generator = SeededGenerator(seed: 4)
        var refused = 0
        for _ in 0..<1000 {
            guard let one = seeds.randomElement(using: &generator), let other = seeds.randomElement(using: &generator)
            else { return }
            if try target.run(Self.mutated(one, with: other, &generator)) == .refused { refused += 1 }
        }
        #expect(refused > 0, "a target that refuses nothing tests nothing")
    }

    /// One input with up to four bytes changed, perhaps going on as another one does.
    private static func mutated(_ one: [UInt8], with other: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = one
        if !other.isEmpty, Int.random(in: 0..<4, using: &generator) == 0 {
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            bytes = Array(bytes[..<cut]) + other[Int.random(in: 0..<other.count, using: &generator)...]
        }
        return generator.mutated(bytes, changes: 0...4)
    }

    @Test("keep their promises for what once broke them")
    func findings() throws {
        let lines = try String(contentsOf: Self.vectors.appending(path: "findings.txt"), encoding: .utf8)
        for line in lines.split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ", maxSplits: 2)
            let target = try #require(FuzzTarget.named(String(words[0])))
            _ = try target.run(try #require(Hexadecimal.bytes(words[1])))
        }
    }

    @Test("have names of their own, and no two the same")
    func catalogue() {
        #expect(Set(Self.names).count == Self.names.count && Self.names.count >= 25)
    }

    private static let vectors = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors")
    static let files = SeedFiles(
        repository: #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
            .joined(separator: "/"))
}
