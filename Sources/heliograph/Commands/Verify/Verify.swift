import ArgumentParser
import Ledger
import Metering
import Signing
import Statements

/// Checks a proof with nothing but the policy: no network, no database, no clock.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check offline that a statement was recorded by a quorum.",
        discussion: """
            Checks the checkpoint and its quorum under the policy, the entry's and the genesis' place in the log, and the \
            statement's own signature by the key that the genesis names. It does not show that the meter told the truth.
            Exit status: 0 when all of it holds, 1 when something does not, 2 when a file cannot be read.
            """)

    @Option(help: ArgumentHelp("The community's policy.", valueName: "file"))
    var policy: String

    @Argument(help: "The proof, a .tlog-proof.")
    var proof: String

    @Argument(help: "The entry that it proves.")
    var entry: String

    @Flag(help: "One JSON object instead of a sentence.")
    var json = false

    func run() throws {
        let policy = try PolicyFile.read(policy)
        let proofBytes = try InputFile.read(proof, limit: LogProof.sizeLimit)
        let entryBytes = try InputFile.read(entry, limit: Entry.sizeLimit)
        do {
            let proven = try LogProof(parsing: proofBytes).verify(
                entry: entryBytes, under: policy, OpenSSLCryptography())
            let verdict = try Verdict(proven, policy: policy)
            print(json ? try JSON.line(verdict) : verdict.sentence)
        } catch let error as LedgerError {
            try refuse(error.description)
        } catch let error as StatementError {
            try refuse(error.description)
        }
    }

    /// The JSON of what is not proven.
    private struct Refusal: Encodable {
        let proven = false
        let reason: String
    }

    private func refuse(_ reason: String) throws {
        if json { print(try JSON.line(Refusal(reason: reason))) }
        throw Finding.negative("not proven: \(reason)")
    }
}
