import FoundationEssentials
import System
import Testing

/// The configuration that the Debian package installs, and what its owner does with it.
@Suite("The packaged configuration")
struct PackagedConfigurationTests {
    private func text() throws -> String {
        String(
            decoding: try SmallFile.read("\(ForeignTool.root)/toolchain/package/heliograph.yaml"), as: UTF8.self)
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    private func configuration(_ text: String, in folder: String) async throws -> [String] {
        let path = "\(folder)/heliograph.yaml"
        try write(text, to: path)
        return try await HeliographProgram.run("check", "--configuration", path).lines
            .filter { $0.contains("configuration") }
    }

    @Test("lacks the origin and nothing else, and says so")
    func placeholder() async throws {
        let folder = try TemporaryFolder()
        let lines = try await configuration(text(), in: folder.path)
        #expect(lines.count == 1, "\(lines)")
        #expect(lines.first?.contains("“origin”: this is the placeholder that the package came with") == true)
        let named = try text().replacing("COMMUNITY/NAME", with: "linden.energy/roof-a")
        #expect(try await configuration(named, in: folder.path).first?.hasPrefix("ok ") == true)
    }

    @Test("is a whole one without its comment marks, ten lines of it to edit")
    func uncommented() async throws {
        let folder = try TemporaryFolder()
        let keys = try text().split(separator: "\n").compactMap { line -> Substring? in
            let bare = line.hasPrefix("# ") ? line.dropFirst(2) : line
            let key = bare.drop { $0 == " " }.prefix { $0.isLetter || $0 == "-" }
            // Prose has blanks before its first colon.
            return !key.isEmpty && bare.drop { $0 == " " }.dropFirst(key.count).hasPrefix(":") ? bare : nil
        }
        let edited = keys.joined(separator: "\n").replacing("COMMUNITY/NAME", with: "linden.energy/roof-a")
        let line = try #require(try await configuration(edited + "\n", in: folder.path).first)
        #expect(line.hasPrefix("ok ") && line.contains("meters: pv"), "\(line)\n\(edited)")
        #expect(keys.count <= 13, "\(keys)")
    }

    @Test("gets its identity without a question, once, and no key of it is overwritten")
    func identity() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/heliograph.yaml"
        try write("origin: linden.energy/roof-a\nstate: \(folder.path)/state\n", to: path)
        func makeIdentity() async throws -> (exit: ChildProcess.Exit, lines: [String]) {
            try await HeliographProgram.run("init", "--configuration", path, "--identity-only")
        }
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/state", withIntermediateDirectories: false)
        let check = try await HeliographProgram.run("check", "--configuration", path).lines
        #expect(check.contains { $0.hasPrefix("remark  keys") && $0.contains("first start makes them") }, "\(check)")
        let first = try await makeIdentity()
        #expect(first.exit == .code(0) && first.lines.contains { $0.contains("Back up") }, "\(first.lines)")
        let keys = ["statement.pem", "log.pem", "card.txt"].map { "\(folder.path)/state/\($0)" }
        let before = try keys.map { try SmallFile.read($0) }
        let second = try await makeIdentity()
        #expect(second.exit == .code(0) && second.lines.isEmpty, "\(second.lines)")
        #expect(try keys.map { try SmallFile.read($0) } == before)

        try FileManager.default.removeItem(atPath: keys[2])
        let third = try await makeIdentity()
        #expect(third.exit == .code(0) && third.lines.contains { $0.contains("card.txt") && $0.contains("made") })
        try FileManager.default.removeItem(atPath: "\(folder.path)/state/heliograph.db")
        let replaced = try await makeIdentity()
        #expect(replaced.exit == .code(0) && replaced.lines.contains { $0.contains("its database was not") })
        #expect(try keys.dropLast().map { try SmallFile.read($0) } == before.dropLast())
        #expect(try SmallFile.read(keys[2]) != before[2], "the new database has a mirror key of its own")

        try FileManager.default.removeItem(atPath: "\(folder.path)/state/heliograph.db")
        try FileManager.default.removeItem(atPath: keys[1])
        let refused = try await makeIdentity()
        #expect(refused.exit == .code(2) && refused.lines[0].contains("is here alone"), "\(refused.lines)")
    }

    @Test("is not made where only an identity was asked for")
    func missing() async throws {
        let folder = try TemporaryFolder()
        let result = try await HeliographProgram.run("init", "--directory", folder.path, "--identity-only")
        #expect(result.exit == .code(2) && result.lines[0].contains("heliograph.yaml"), "\(result.lines)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        let both = try await HeliographProgram.run("init", "-d", folder.path, "-c", "\(folder.path)/a.yaml")
        #expect(both.exit == .code(2) && both.lines.contains { $0.contains("leave out one of them") }, "\(both.lines)")
    }
}
