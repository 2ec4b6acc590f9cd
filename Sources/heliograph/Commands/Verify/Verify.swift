import ArgumentParser
import Ledger
import Metering
import Signing
import Statements

/// Checks a proof or evidence with nothing but the policy: no network, no database, no clock.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Check offline that a statement was recorded by a quorum, or that a log or a member contradicted itself.",
        discussion: """
            Of a proof, checks the checkpoint and its quorum under the policy, the entry's and the genesis' place in the log, \
            and the statement's own signature by the key that the genesis names. It does not show that the meter told the \
            truth. Of evidence, which “heliograph ledger evidence” writes and gateways publish, checks that the log's own \
            signatures contradict each other, and says against which mirrors it holds as well. Of a statement with COSE \
            receipts, which “heliograph ledger receipt” writes, checks that mirrors signed that it is in the log, with the \
            size and origin that they signed, and that they are a quorum. Of the proof of a period, which “heliograph ledger \
            proof --from … --to …” writes, checks every entry's signature, that registers never go back, each record and its \
            quorum, and that nothing was left out, put in or moved; it says how many entries are withheld. Of two successors of one \
            version of the policy, which “heliograph community merge” and “share” write, checks which member signed both.
            Exit status: 0 when all of it holds, 1 when something does not, 2 when a file cannot be read.
            """)

    @Option(help: ArgumentHelp("The community's policy.", valueName: "file"))
    var policy: String

    @Option(
        help: ArgumentHelp(
            "Judge by this version alone; unless given, by the one that the log had adopted, or else the newest.",
            valueName: "number"))
    var policyVersion: Int?

    @Argument(
        help:
            "The proof, a .tlog-proof or of a period, evidence against a log or a member, or a statement with receipts."
    )
    var file: String

    @Argument(help: "The entry that the proof proves.")
    var entry: String?

    @Option(help: ArgumentHelp("Of a period: its verified readings as CSV, a new file.", valueName: "file"))
    var csv: String?

    @Flag(help: "Of a period: also say how long it took, beside hashing the same bytes.")
    var measure = false

    @Flag(help: "One JSON object instead of a sentence.")
    var json = false

    func run() async throws {
        let known = try PolicyFile.known(policy, version: policyVersion)
        let opened = try InputFile(file)
        if let period = PeriodFile(opened) {
            do {
                try await verify(period, known)
            } catch let error as LedgerError {
                try refuse(error.description)
            }
            return
        }
        guard csv == nil, !measure else {
            throw Finding.unusable("\(file) is no proof of a period: --csv and --measure are for those alone.")
        }
        let bytes = try opened.whole(
            limit: max(LogProof.sizeLimit, EvidenceFile.sizeLimit, TransparentStatement.sizeLimit))
        do {
            if PolicyHistory.isHistory(bytes) { return try verify(successors: bytes, known) }
            // A proof is text, evidence of a log a CBOR array, a statement tagged CBOR.
            switch bytes.first.map({ $0 >> 5 }) {
            case 4: try verify(evidence: bytes, known.newest)
            case 6: try verify(statement: bytes, known.newest)
            default: try verify(proof: bytes, known)
            }
        } catch let error as LedgerError {
            try refuse(error.description)
        } catch let error as StatementError {
            try refuse(error.description)
        }
    }

    private func verify(_ period: PeriodFile, _ known: KnownPolicy) async throws {
        guard entry == nil else {
            throw Finding.unusable(
                "\(file) is the proof of a period, which has its entries in it: name none behind it.")
        }
        let rows = try csv.map { path throws(Finding) in try ReadingRows(path) }
        var verdict: PeriodVerdict
        if measure {
            let (proven, measured) = try await PeriodMeasure.measure(file) {
                try await period.verify(under: known, rows: rows)
            }
            verdict = PeriodVerdict(proven)
            verdict.measure = measured
        } else {
            verdict = PeriodVerdict(try await period.verify(under: known, rows: rows))
        }
        try rows?.commit()
        print(json ? try JSON.line(verdict) : verdict.sentence)
    }

    private func verify(proof: [UInt8], _ known: KnownPolicy) throws {
        guard let entry else { throw Finding.unusable("name the entry that \(file) proves behind it.") }
        let bytes = try InputFile.read(entry, limit: Entry.sizeLimit)
        let proof = try LogProof(parsing: proof)
        var verdict = try Verdict(try proof.verify(entry: bytes, under: known, OpenSSLCryptography()))
        verdict.predecessor = proof.predecessor(entry: bytes).map {
            PredecessorWords.describe($0, under: known.newest)
        }
        print(json ? try JSON.line(verdict) : verdict.sentence)
    }

    private func verify(evidence: [UInt8], _ policy: Policy) throws {
        guard entry == nil else {
            throw Finding.unusable("\(file) is evidence, which has all that it needs: name no entry behind it.")
        }
        let verdict = try EvidenceVerdict(try EvidenceFile(decoding: evidence), policy: policy)
        print(json ? try JSON.line(verdict) : verdict.sentence)
    }

    private func verify(successors: [UInt8], _ known: KnownPolicy) throws {
        guard entry == nil, policyVersion == nil else {
            throw Finding.unusable(
                "\(file) is evidence against a member, and says itself which version it is about: leave out \(entry ?? "--policy-version")."
            )
        }
        // Of a policy without versions it is what its first version would be.
        let versions = known.versions.isEmpty ? [try PolicyVersion(first: known.newest)] : known.versions
        let evidence = try SuccessorEvidence(parsing: successors, OpenSSLCryptography())
        let verdict = SuccessorVerdict(try evidence.check(after: versions, OpenSSLCryptography()))
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
