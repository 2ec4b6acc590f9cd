import Ledger
import Statements

/// What evidence accuses a log of, in words.
enum EvidenceWords {
    /// Behind the log's name: “signed two heads of 5 entries …”. Whether it is so, the ledger's check says.
    static func accusation(_ evidence: Evidence) -> String {
        switch evidence {
        case .fork(_, let one, _): "signed two heads of \(size(one)) entries with different roots"
        case .rewrite(_, let older, let newer, _, _):
            "signed a head of \(size(older)) entries, and one of \(size(newer)) that does not go on from it"
        case .entry(_, let index, _, let note, _):
            "signed a head of \(size(note)) entries, of which entry \(index) passes no mirror's check"
        }
    }

    private static func size(_ note: [UInt8]) -> String {
        (try? Checkpoint(parsing: SignedNote(parsing: note).text)).map { "\($0.size)" } ?? "unreadable"
    }
}
