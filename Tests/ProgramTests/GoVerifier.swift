import System
import Testing

/// A verifier in Go, made of `Tests/ProgramTests/Verifiers` with Debian's packages alone.
struct GoVerifier: Sendable {
    private let program: String

    /// Builds it.
    init(_ name: String, in folder: String) async throws {
        program = "\(folder)/\(name)"
        let environment = CurrentProcess.environment + ["GO111MODULE=off", "GOPATH=/usr/share/gocode"]
        let sources = [ForeignTool.script("\(name).go"), ForeignTool.script("policy.go")]
        let build = try await ChildProcess.start(
            ChildCommand(
                "go", ["build", "-o", program] + sources, environment: environment, output: .lines, errors: .lines))
        let complaints = await build.lines.reduce(into: []) { $0.append($1) }
        #expect(await build.wait() == .code(0), "\(complaints)")
    }

    /// Runs it to its end.
    func run(_ arguments: [String]) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
        try await ChildProcess.run(program, arguments)
    }
}
