import Ledger
import Statements
import Testing

@testable import fuzz

/// The checks find what they are there to find.
@Suite("A fuzz target notices")
struct PlantedFaultTests {
    private struct Nothing: Error, CustomStringConvertible { var description: String { "" } }

    private static let noSeeds: @Sendable (SeedFiles) throws -> [[UInt8]] = { _ in [] }

    private func run(_ target: FuzzTarget, _ input: [UInt8] = [1, 2, 3]) throws -> FuzzTarget.Outcome {
        try target.run(input)
    }

    @Test("an encoder that gives other bytes back, and one that gives none")
    func codec() throws {
        let sound = FuzzTarget.codec("a", seeds: Self.noSeeds, decode: { $0 }, encode: { $0 })
        #expect(try run(sound) == .accepted)
        let lossy = FuzzTarget.codec("a", seeds: Self.noSeeds, decode: { $0 }, encode: { $0.dropLast() })
        #expect(throws: BrokenProperty.self) { try run(lossy) }
        let failing = FuzzTarget.codec("a", seeds: Self.noSeeds, decode: { $0 }, encode: { _ in throw Nothing() })
        #expect(throws: BrokenProperty.self) { try run(failing) }
        let doubtful = FuzzTarget.codec(
            "a", seeds: Self.noSeeds, decode: { $0 }, encode: { $0 }, also: { try require($0.count < 3, "it is long") })
        #expect(throws: BrokenProperty("it is long")) { try run(doubtful) }
    }

    @Test("a value that is another one when read again, and a text that is never the same")
    func spelled() throws {
        let other = FuzzTarget.spelled("a", seeds: Self.noSeeds, decode: { $0 }, encode: { $0 + [0] })
        #expect(throws: BrokenProperty.self) { try run(other) }
        let restless = FuzzTarget.spelled(
            "a", seeds: Self.noSeeds, decode: { $0.count > 2 ? 1 : 2 }, encode: { $0 == 1 ? [1] : [2] })
        #expect(throws: BrokenProperty.self) { try run(restless) }
        let unreadable = FuzzTarget.spelled(
            "a", seeds: Self.noSeeds, decode: { try accepted($0.count > 2 ? 1 : nil, "too short") }, encode: { _ in [] }
        )
        #expect(throws: BrokenProperty.self) { try run(unreadable) }
        #expect(try run(unreadable, []) == .refused)
    }

    @Test("a refusal without words")
    func silence() {
        let silent = FuzzTarget("a", seeds: Self.noSeeds) { _ in throw Nothing() }
        #expect(throws: BrokenProperty("the refusal has no words")) { try run(silent) }
    }

    @Test("what two readings of the mirror's list do not agree on")
    func list() throws {
        let street = try FuzzStreet.shared.get()
        let entry = street.honest.entries[3]
        #expect(EnvelopeList.passes(entry))
        #expect(EnvelopeList.passes(street.fork.entries[3]), "the list of forms says nothing of signatures")
        for index in entry.indices.prefix(4) {
            var bent = entry
            bent[index] ^= 0x20
            #expect(!EnvelopeList.passes(bent))
        }
    }

    @Test("a log that did contradict itself: each kind of evidence against it convicts")
    func evidence() throws {
        let street = try FuzzStreet.shared.get()
        let (forked, fork) = (street.forked, street.fork)
        let pieces: [Evidence] = [
            .fork(forked.origin, forked.note(5).bytes, fork.note(5).bytes), fork.accusation(of: forked, from: 4, to: 9),
            fork.accusation(of: 3, size: 9),
        ]
        for piece in pieces {
            let author = street.author(of: piece.origin)
            #expect(try piece.check(under: street.policy, author: author, cryptography).origin == forked.origin)
        }
    }

    @Test("hashes of the two trees that differ: the one by recursion is the ledger's")
    func tree() {
        let leaves = (0..<13).map { cryptography.leafHash([UInt8($0)]) }
        let tree = ReferenceTree(leaves: leaves)
        var frontier = MerkleFrontier()
        for (index, leaf) in leaves.enumerated() {
            frontier.append(leaf: leaf, cryptography)
            #expect(frontier.root(cryptography) == tree.root(size: index + 1))
        }
    }
}
