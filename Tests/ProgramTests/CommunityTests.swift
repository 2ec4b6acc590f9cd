import FoundationEssentials
import System
import Testing

/// From members' cards to a policy that every gateway accepts.
@Suite("A community")
struct CommunityTests {
    private func cards(_ count: Int, in folder: borrowing TemporaryFolder) async throws -> [String] {
        var cards: [String] = []
        for ordinal in 1...count {
            let path = "\(folder.path)/\(ordinal)"
            #expect(
                try await HeliographProgram.run("init", "-d", path, "--origin", "linden.energy/g\(ordinal)").exit
                    == .code(0))
            cards.append("\(path)/card.txt")
        }
        return cards
    }

    private func create(_ cards: [String], _ options: String...) async throws -> (ChildProcess.Exit, [String]) {
        try await ChildProcess.run(try HeliographProgram.path, ["community", "create"] + cards + options)
    }

    @Test("is made of cards, with the least quorum that is safe")
    func create() async throws {
        let folder = try TemporaryFolder()
        let cards = try await cards(4, in: folder)
        let policy = "\(folder.path)/policy"
        let made = try await create(cards, "--output", policy)
        #expect(made.0 == .code(0) && made.1.contains { $0.contains("when 3 of 4 mirrors hold it") }, "\(made.1)")
        let lint = try await HeliographProgram.run("community", "lint", policy, "--json")
        #expect(lint.exit == .code(0))
        #expect(lint.lines.joined().contains("\"is_byzantine_safe\":true"), "\(lint.lines)")
        let text = String(decoding: try SmallFile.read(policy), as: UTF8.self)
        try Data((text + "# minimum-index linden.energy/g1 256\n").utf8).write(to: URL(filePath: "\(policy)-narrower"))
        let narrower = try await HeliographProgram.run("community", "lint", "\(policy)-narrower")
        #expect(
            narrower.exit == .code(0)
                && narrower.lines.contains { $0.contains("entries of linden.energy/g1 below 256") },
            "\(narrower.lines)")
        let again = try await create(cards, "--output", policy)
        #expect(again.0 == .code(2) && again.1[0].contains("left as it is"), "\(again.1)")
    }

    @Test("is refused where its record would be worth nothing, and warned where it is worth less")
    func quorum() async throws {
        let folder = try TemporaryFolder()
        let cards = try await cards(4, in: folder)
        let small = try await create(cards, "--quorum", "2")
        #expect(small.0 == .code(2) && small.1[0].contains("write 3"), "\(small.1)")
        let large = try await create(cards, "--quorum", "4")
        #expect(
            large.0 == .code(0) && large.1.contains { $0.contains("larger than the safe minimum of 3") }, "\(large.1)")
        let three = try await create(Array(cards.prefix(3)))
        #expect(
            three.0 == .code(0) && three.1.contains { $0.contains("Accountable, not Byzantine-safe") }, "\(three.1)")
        let one = try await create(Array(cards.prefix(1)))
        #expect(one.0 == .code(0) && one.1.contains { $0.contains("One mirror alone never records") }, "\(one.1)")
        let twice = try await create(cards + [cards[0]])
        #expect(twice.0 == .code(2) && twice.1[0].contains("are both the card of linden.energy/g1"), "\(twice.1)")
    }

    @Test("has a policy whose wrong line is named")
    func lint() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/policy"
        try Data("# a comment\nlogs x\n".utf8).write(to: URL(filePath: path))
        let wrong = try await HeliographProgram.run("community", "lint", path)
        #expect(wrong.exit == .code(1) && wrong.lines[0].contains("line 2"), "\(wrong.lines)")
        #expect(try await HeliographProgram.run("community", "lint", "\(folder.path)/none").exit == .code(2))
    }
}
