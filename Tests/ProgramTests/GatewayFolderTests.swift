import FoundationEssentials
import Ledger
import Signing
import Storage
import System
import Testing

/// What `init` makes, what it leaves alone, and what `check` says of it.
@Suite("A gateway's folder")
struct GatewayFolderTests {
    private static let kept = ["heliograph.yaml", "statement.pem", "log.pem", "card.txt"]

    /// A folder that `init` made, with a roof's meter on a line that no test machine has.
    private func makeGateway(_ folder: borrowing TemporaryFolder) async throws -> String {
        let path = "\(folder.path)/roof-a"
        let made = try await HeliographProgram.run(
            "init", "--directory", path, "--origin", "linden.energy/roof-a", "--meter", "pv", "--line", "GPIO17",
            "--impulses", "1000", "--dial", "12345,6")
        #expect(made.exit == .code(0), "\(made.lines)")
        return path
    }

    private func check(_ path: String) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
        try await HeliographProgram.run("check", "--configuration", path)
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    @Test("is made once, with keys that only the owner reads")
    func once() async throws {
        let folder = try TemporaryFolder()
        let path = try await makeGateway(folder)
        let before = try Self.kept.map { try SmallFile.read("\(path)/\($0)") }
        for key in ["statement.pem", "log.pem", "heliograph.db"] {
            let mode = try FileManager.default.attributesOfItem(atPath: "\(path)/\(key)")[.posixPermissions]
            #expect("\(try #require(mode))" == "\(0o600)", "\(key)")
        }
        let again = try await HeliographProgram.run("init", "--directory", path)
        #expect(again.exit == .code(0) && again.lines.contains { $0.contains("kept") })
        #expect(!again.lines.contains { $0.contains("made ") }, "\(again.lines)")
        #expect(try Self.kept.map { try SmallFile.read("\(path)/\($0)") } == before)
        let other = try await HeliographProgram.run("init", "--directory", path, "--origin", "linden.energy/roof-b")
        #expect(other.exit == .code(2) && other.lines[0].contains("a name is for ever"), "\(other.lines)")
    }

    @Test("needs no chip with lines where no meter has one")
    func withoutLines() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/roof-a"
        let made = try await HeliographProgram.run(
            "init", "--directory", path, "--origin", "linden.energy/roof-a", "--meter", "pv", "--line", "simulated",
            "--impulses", "1000")
        #expect(made.exit == .code(0), "\(made.lines)")
        let seen = try await check(path).lines
        #expect(!seen.contains { $0.hasPrefix("broken") && $0.contains("gpio") }, "\(seen)")
    }

    @Test("is completed where something is missing, but never against its neighbours' memory")
    func incomplete() async throws {
        let folder = try TemporaryFolder()
        let path = try await makeGateway(folder)
        try FileManager.default.removeItem(atPath: "\(path)/card.txt")
        #expect(try await HeliographProgram.run("init", "--directory", path).exit == .code(0))
        #expect(FileManager.default.fileExists(atPath: "\(path)/card.txt"))
        // Without its database it gets another, which asks the neighbours before anything is signed, and another mirror key.
        let card = try SmallFile.read("\(path)/card.txt")
        try FileManager.default.removeItem(atPath: "\(path)/heliograph.db")
        let replaced = try await HeliographProgram.run("init", "--directory", path)
        #expect(
            replaced.exit == .code(0) && replaced.lines.contains { $0.contains("asks every mirror of the policy") },
            "\(replaced.lines)")
        #expect(try SmallFile.read("\(path)/card.txt") != card)
        let database = try Database(at: "\(path)/heliograph.db", .readOnly, cryptography: OpenSSLCryptography())
        #expect(try await database.setting(Recovery.setting) == Recovery(.missing).bytes)
        await database.close()
        // One key alone can go on with nothing.
        try FileManager.default.removeItem(atPath: "\(path)/heliograph.db")
        try FileManager.default.removeItem(atPath: "\(path)/log.pem")
        let refused = try await HeliographProgram.run("init", "--directory", path)
        #expect(refused.exit == .code(2) && refused.lines[0].contains("both keys are needed"), "\(refused.lines)")
        #expect(!FileManager.default.fileExists(atPath: "\(path)/heliograph.db"))
    }

    @Test("keeps a household to itself where nobody could be asked")
    func household() async throws {
        let folder = try TemporaryFolder()
        let options = ["--meter", "house", "--line", "a:4", "--impulses", "1000", "--direction", "import"]
        for (flag, text) in [(nil, "log: false"), ("--log", "log: true")] {
            let path = "\(folder.path)/\(flag ?? "silent")"
            let arguments =
                ["init", "-d", path, "--origin", "linden.energy/house"] + options + [flag].compactMap(\.self)
            #expect(try await ChildProcess.run(try HeliographProgram.path, arguments).0 == .code(0))
            #expect(String(decoding: try SmallFile.read("\(path)/heliograph.yaml"), as: UTF8.self).contains(text))
        }
    }

    @Test("is not made from answers that do not fit")
    func unfit() async throws {
        let folder = try TemporaryFolder()
        for (arguments, reason) in [
            (["--origin", "Linden/A"], "does not fit “origin”"), ([], "--origin is missing"),
            (
                ["--origin", "a/b", "--meter", "pv", "--line", "A", "--impulses", "0"],
                "does not fit “meters.pv.impulses”"
            ),
            (
                ["--origin", "a/b", "--meter", "pv", "--line", "A", "--impulses", "1", "--dial", "1e3"],
                "no dial reading"
            ),
        ] {
            let path = "\(folder.path)/none"
            let result = try await ChildProcess.run(try HeliographProgram.path, ["init", "-d", path] + arguments)
            #expect(result.0 == .code(2) && result.1.contains { $0.contains(reason) }, "\(result.1)")
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("is told apart from a sound one, with the remedy for each fault")
    func faults() async throws {
        let folder = try TemporaryFolder()
        let path = try await makeGateway(folder)
        let configuration = "\(path)/heliograph.yaml"
        let text = String(decoding: try SmallFile.read(configuration), as: UTF8.self)
        func expect(_ configured: String, _ remedies: String...) async throws {
            try write(configured, to: configuration)
            let result = try await check(path)
            #expect(result.exit == .code(1))
            for remedy in remedies {
                #expect(
                    result.lines.contains { $0.hasPrefix("broken") && $0.contains(remedy) },
                    "\(remedy): \(result.lines)")
            }
        }

        let port = try LoopbackPort.free()
        try await expect(
            text, FileManager.default.fileExists(atPath: "/dev/gpiochip0") ? "gpio" : "use a simulated meter")
        try await expect(text + "\nintervall: 5\n", "did you mean “interval”?")
        try await expect(text.replacing("origin: ", with: "origin "), "heliograph.yaml:3:1: there is no colon")
        try await expect(text + "\norigin: a/b\n", "stands here a second time, the first is at 3:1: remove one")
        let broker = "\npolicy: policy\nbroker: {host: 127.0.0.1, port: \(port)}\n".replacing(
            "\nbroker", with: "\nbroker")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(path)/log.pem")
        let card = String(decoding: try SmallFile.read("\(path)/card.txt"), as: UTF8.self)
        let others = try await ["b", "c", "d"].asyncMap { name in
            let other = "\(folder.path)/\(name)"
            #expect(
                try await HeliographProgram.run("init", "-d", other, "--origin", "linden.energy/\(name)").exit
                    == .code(0))
            return String(decoding: try SmallFile.read("\(other)/card.txt"), as: UTF8.self)
        }
        let group = "group all 2 roof-a/mirror b/mirror c/mirror d/mirror\nquorum all\n"
        try write(card + others.joined() + group, to: "\(path)/policy")
        try await expect(
            text + broker, "run `chmod 600 \(path)/log.pem`", "is the broker running and the port right?",
            "2 of 4 is too small: two quorums must share an honest mirror; write 3.")
    }
}

extension Array {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
