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

    private static let repository = String(#filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined())

    @Test("every bench runs beside its floor, and prints figures that a program can read")
    func quick() async throws {
        let (made, words) = try await ChildProcess.run("make", ["-C", Self.repository, "floors"])
        #expect(made == .code(0), "\(words)")
        let figures = try await figures("--floors", "\(Self.repository)/.build/bench")
        #expect(
            figures.map { $0.bench.prefix { $0 != "," && $0 != " " } } == [
                "sign", "sign", "ingest", "ingest", "catch-up", "verify", "publish", "edges",
            ])
        for figure in figures {
            #expect(figure.rate_per_s > 0 && figure.anonymous_kib > 0, "\(figure.bench)")
            if figure.bench.hasPrefix("edges") { continue }
            #expect(try #require(figure.floor_per_s) > 0 && #require(figure.ratio) > 0, "\(figure.bench)")
        }
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
        let child = try await ChildProcess.start(
            ChildCommand(
                try HeliographProgram.path, ["bench", "--quick", "--json"] + arguments, output: .lines,
                errors: .discarded, endsWithParent: true))
        let lines = await child.lines.reduce(into: []) { $0.append($1) }
        #expect(await child.wait() == .code(0))
        return try lines.map { try JSONDecoder().decode(Figure.self, from: Data($0.utf8)) }
    }
}
