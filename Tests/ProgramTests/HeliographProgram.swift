import FoundationEssentials
import System
import Testing

/// The program under test, as it was built with the tests.
enum HeliographProgram {
    /// Where it is.
    static var path: String {
        get throws {
            let bundle = try CurrentProcess.program()
            let folder = bundle[..<(bundle.lastIndex(of: "/") ?? bundle.startIndex)]
            return "\(folder)/heliograph"
        }
    }

    /// Starts it with its output as lines; it ends with the tests.
    static func start(_ arguments: String...) async throws -> ChildProcess {
        try await ChildProcess.start(
            ChildCommand(
                try path, arguments, output: .lines, errors: .inherited, leadsGroup: true, endsWithParent: true))
    }

    /// Runs it to its end.
    static func run(_ arguments: String...) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
        try await ChildProcess.run(try path, arguments)
    }
}

/// A folder for one test, removed after it.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        path = "\(FileManager.default.temporaryDirectory.path)/heliograph-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
