import ArgumentParser
import Ledger
import Signing

/// Reads a policy as every gateway reads it.
struct CommunityLint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Say what a policy promises, or which line of it is wrong.",
        discussion:
            "Exit status: 0 for a policy that gateways accept, 1 for one that they refuse, 2 when there is no file to read."
    )

    @Argument(help: "The policy.")
    var file: String

    @Flag(help: "One JSON object instead of lines for people.")
    var json = false

    func run() throws {
        let bytes = try InputFile.read(file, limit: PolicyHistory.sizeLimit)
        do {
            let policy =
                PolicyHistory.isHistory(bytes)
                ? try PolicyHistory(parsing: bytes, OpenSSLCryptography()).policy
                : try Policy(parsing: bytes, OpenSSLCryptography())
            guard let policy else {
                throw Finding.negative("\(file): its first version is not in force yet; have its members sign it.")
            }
            let summary = PolicySummary(policy)
            if json { print(try JSON.line(summary)) } else { summary.lines.forEach { print($0) } }
        } catch let error as LedgerError {
            throw Finding.negative("\(file): \(error)")
        }
    }
}
