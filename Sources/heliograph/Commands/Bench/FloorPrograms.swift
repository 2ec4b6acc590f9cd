import FoundationEssentials
import System

/// The C programs that do only what cannot be avoided; toolchain/bench/README.md says what each does.
struct FloorPrograms {
    enum Program: String, CaseIterable {
        case signatures
        case catchUp = "catch-up"
        case publish
    }

    private let folder: String

    init(in folder: String) { self.folder = folder }

    /// Whether all of them are there.
    var areBuilt: Bool { Program.allCases.allSatisfy { FileManager.default.isExecutableFile(atPath: path(of: $0)) } }

    /// Runs a floor; it inherits the processor that this program is bound to.
    /// - Throws: an unusable ``Finding`` with what the program says when it fails.
    func run(_ program: Program, _ arguments: [String]) async throws -> Stretch {
        let (exit, lines) = try await ChildProcess.run(path(of: program), arguments)
        let fields = lines.last?.split(separator: " ") ?? []
        guard exit == .code(0), fields.count == 3, let count = Int(fields[0]), let seconds = Double(fields[1]),
            let processorSeconds = Double(fields[2])
        else { throw Finding.unusable("\(path(of: program)) failed: \(lines.joined(separator: "; "))") }
        return Stretch(count: count, seconds: seconds, processorSeconds: processorSeconds)
    }

    private func path(of program: Program) -> String { "\(folder)/\(program.rawValue)" }
}
