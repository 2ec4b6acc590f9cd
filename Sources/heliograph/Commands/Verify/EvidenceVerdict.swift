import Ledger
import Metering
import Signing
import Statements

/// What verified evidence shows, and against whom.
struct EvidenceVerdict: Encodable {
    /// A head that the log signed.
    struct Head: Encodable {
        let size: UInt64
        let root: String
        /// The gateways whose mirrors cosigned it.
        let mirrors: [String]
    }

    let proven = true
    let origin: String
    /// What it did, in words.
    let contradiction: String
    /// One head for an entry that no mirror accepts, else two.
    let heads: [Head]
    /// Of an entry that no mirror accepts: its index, and the reason.
    let index: UInt64?
    let reason: String?
    /// Gateways whose mirrors cosigned both heads: it is proven against them as well.
    let mirrors: [String]

    /// - Throws: ``LedgerError`` when it shows nothing.
    init(_ file: EvidenceFile, policy: Policy) throws(LedgerError) {
        let cryptography = OpenSSLCryptography()
        let conviction = try file.check(under: policy, cryptography)
        let author = try file.author(under: policy, cryptography)
        origin = conviction.origin.description
        mirrors = conviction.mirrors.map(\.description)
        contradiction = EvidenceWords.accusation(file.evidence)
        let notes: [[UInt8]]
        switch file.evidence {
        case .fork(_, let one, let other):
            notes = [one, other]
            (index, reason) = (nil, nil)
        case .rewrite(_, let older, let newer, _, _):
            notes = [older, newer]
            (index, reason) = (nil, nil)
        case .entry(_, let place, let entry, let note, _):
            notes = [note]
            index = place
            reason = Self.reason(entry, place, file.evidence.origin, author)
        }
        var heads: [Head] = []
        for bytes in notes {
            let note = try policy.check(SignedNote(parsing: bytes), cryptography)
            heads.append(
                Head(
                    size: note.checkpoint.size,
                    root: String(decoding: Base64.encode(note.checkpoint.root.bytes), as: UTF8.self),
                    mirrors: note.cosigners.map(\.origin.description)))
        }
        self.heads = heads
    }

    /// Why the entry does not pass, by the list that every mirror checks.
    private static func reason(_ bytes: [UInt8], _ index: UInt64, _ origin: Origin, _ author: LogAuthor?) -> String? {
        let cryptography = OpenSSLCryptography()
        do throws(StatementError) {
            let entry = try Entry(parsing: bytes)
            guard index > 0 else {
                _ = try Genesis.statementKey(of: entry, origin: origin, cryptography)
                return nil
            }
            if let author { try entry.verify(by: author, index: index, cryptography) }
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// For people.
    var sentence: String {
        var sentences = ["Proven against \(origin): it \(contradiction). Its own log key signed that."]
        for head in heads {
            let signers =
                head.mirrors.isEmpty ? "no mirror cosigned it" : "cosigned by \(head.mirrors.joined(separator: ", "))"
            sentences.append("The head of \(head.size) entries with root \(head.root): \(signers).")
        }
        if let reason { sentences.append("The entry does not pass because: \(reason)") }
        if heads.count == 2 {
            sentences.append(
                mirrors.isEmpty
                    ? "No mirror cosigned both."
                    : "Proven against \(mirrors.joined(separator: ", ")) as well: a mirror cosigned both, which no honest one does."
            )
            sentences.append("It does not say which of the two is true. The largest recorded head stands.")
        }
        return sentences.joined(separator: "\n")
    }
}
