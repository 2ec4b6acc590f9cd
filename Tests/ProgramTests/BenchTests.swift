import FoundationEssentials
import System
import Testing

@Suite("heliograph bench")
struct BenchTests {
    private struct Figure: Decodable {
        let bench: String
        let rate_per_s: Double
        let floor_per_s: Double?
        let ratio: Double?
        let anonymous_kib: Int
    }

    private struct Fact: Decodable {
        let bench: String
        let what: String
        let value: Double
    }

    private static let repository = String(#filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined())

    @Test("every bench runs beside its floor, and prints figures that a program can read")
    func quick() async throws {
        let (made, words) = try await ChildProcess.run("make", ["-C", Self.repository, "floors"])
        #expect(made == .code(0), "\(words)")
        let figures = try await figures("--floors", "\(Self.repository)/.build/bench")
        #expect(
            figures.map { $0.bench.prefix { $0 != "," && $0 != " " } } == [
                "sign", "sign", "ingest", "ingest", "catch-up", "verify", "publish", "edges", "a",
            ])
        for figure in figures {
            #expect(figure.rate_per_s > 0 && figure.anonymous_kib > 0, "\(figure.bench)")
            if figure.bench.hasPrefix("edges") { continue }
            #expect(try #require(figure.floor_per_s) > 0 && #require(figure.ratio) > 0, "\(figure.bench)")
        }
    }

    @Test("what is long runs when it is named, and states facts that a program can read")
    func facts() async throws {
        let lines = try await lines(["hundred-logs", "ten-years", "period"])
        let facts = try lines.map { try JSONDecoder().decode(Fact.self, from: Data($0.utf8)) }
        #expect(Set(facts.map(\.bench)) == ["mirror of 3 logs", "a log of 500", "a log of 1000", "a period of 1001"])
        #expect(facts.allSatisfy { $0.value >= 0 })
    }

    @Test("without floors there are figures and no ratios")
    func withoutFloors() async throws {
        let figures = try await figures("--floors", "/nonexistent", "edges", "sign")
        #expect(figures.count == 3)
        #expect(figures.allSatisfy { $0.ratio == nil && $0.rate_per_s > 0 })
    }

    @Test("a bench that there is not is unusable input")
    func unknown() async throws {
        let (exit, lines) = try await HeliographProgram.run("bench", "guess")
        #expect(exit == .code(2))
        #expect(lines.joined().contains("guess"))
    }

    private func figures(_ arguments: String...) async throws -> [Figure] {
        try await lines(arguments).filter { !$0.contains("\"what\"") }.map {
            try JSONDecoder().decode(Figure.self, from: Data($0.utf8))
        }
    }

    private func lines(_ arguments: [String]) async throws -> [String] {
        let child = try await ChildProcess.start(
            ChildCommand(
                try HeliographProgram.path, ["bench", "--quick", "--json"] + arguments, output: .lines,
                errors: .discarded, endsWithParent: true))
        let lines = await child.lines.reduce(into: []) { $0.append($1) }
        #expect(await child.wait() == .code(0))
        return lines
    }
}
