import ArgumentParser
import Ledger
import Metering
import Signing
import Statements

/// Checks a proof or evidence with nothing but the policy: no network, no database, no clock.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check offline that a statement was recorded by a quorum, or that a log contradicted itself.",
        discussion: """
            Of a proof, checks the checkpoint and its quorum under the policy, the entry's and the genesis' place in the log, \
            and the statement's own signature by the key that the genesis names. It does not show that the meter told the \
            truth. Of evidence, which “heliograph ledger evidence” writes and gateways publish, checks that the log's own \
            signatures contradict each other, and says against which mirrors it holds as well. Of a statement with COSE \
            receipts, which “heliograph ledger receipt” writes, checks that mirrors signed that it is in the log, with the \
            size and origin that they signed, and that they are a quorum.
            Exit status: 0 when all of it holds, 1 when something does not, 2 when a file cannot be read.
            """)

    @Option(help: ArgumentHelp("The community's policy.", valueName: "file"))
    var policy: String

    @Option(
        help: ArgumentHelp(
            "The version of the policy under which it was recorded; the newest unless given.", valueName: "number"))
    var policyVersion: Int?

    @Argument(help: "The proof, a .tlog-proof, a file of evidence, or a statement with receipts.")
    var file: String

    @Argument(help: "The entry that the proof proves.")
    var entry: String?

    @Flag(help: "One JSON object instead of a sentence.")
    var json = false

    func run() throws {
        let policy = try PolicyFile.read(policy, version: policyVersion)
        let bytes = try InputFile.read(
            file, limit: max(LogProof.sizeLimit, EvidenceFile.sizeLimit, TransparentStatement.sizeLimit))
        do {
            // A proof is text, evidence a CBOR array, a statement tagged CBOR.
            switch bytes.first.map({ $0 >> 5 }) {
            case 4: try verify(evidence: bytes, policy)
            case 6: try verify(statement: bytes, policy)
            default: try verify(proof: bytes, policy)
            }
        } catch let error as LedgerError {
            try refuse(error.description)
        } catch let error as StatementError {
            try refuse(error.description)
        }
    }

    private func verify(proof: [UInt8], _ policy: Policy) throws {
        guard let entry else { throw Finding.unusable("name the entry that \(file) proves behind it.") }
        let bytes = try InputFile.read(entry, limit: Entry.sizeLimit)
        let proven = try LogProof(parsing: proof).verify(entry: bytes, under: policy, OpenSSLCryptography())
        let verdict = try Verdict(proven, policy: policy)
        print(json ? try JSON.line(verdict) : verdict.sentence)
    }

    private func verify(evidence: [UInt8], _ policy: Policy) throws {
        guard entry == nil else {
            throw Finding.unusable("\(file) is evidence, which has all that it needs: name no entry behind it.")
        }
        let verdict = try EvidenceVerdict(try EvidenceFile(decoding: evidence), policy: policy)
        print(json ? try JSON.line(verdict) : verdict.sentence)
    }

    private func verify(statement: [UInt8], _ policy: Policy) throws {
        guard entry == nil else {
            throw Finding.unusable("\(file) is a statement with its receipts: name no entry behind it.")
        }
        let proven = try TransparentStatement(decoding: statement).verify(under: policy, OpenSSLCryptography())
        let verdict = try Verdict(proven, policy: policy)
        print(json ? try JSON.line(verdict) : verdict.sentence)
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
