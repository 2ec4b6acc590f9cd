import Ledger
import Signing
import Statements

/// The cards that members hand over, which a person names.
enum MemberCards {
    /// The keys of the logs and mirrors on them.
    static func keys(on paths: [String]) throws(Finding) -> [NoteKey] {
        var origins: [Origin: String] = [:]
        var keys: [NoteKey] = []
        for path in paths {
            let card = try card(at: path)
            if let other = origins.updateValue(path, forKey: card.origin) {
                throw Finding.unusable("\(other) and \(path) are both the card of \(card.origin): leave one out.")
            }
            do throws(LedgerError) {
                keys += try Self.keys(of: card)
            } catch {
                throw .unusable("\(path): \(error)")
            }
        }
        return keys
    }

    /// A card.
    static func card(at path: String) throws(Finding) -> MemberCard {
        let text = String(decoding: try InputFile.read(path, limit: MemberCard.sizeLimit), as: UTF8.self)
        do throws(StatementError) {
            return try MemberCard(parsing: text)
        } catch {
            throw .unusable("\(path): \(error)")
        }
    }

    /// The keys of log and mirror on a card.
    static func keys(of card: MemberCard) throws(LedgerError) -> [NoteKey] {
        [
            try NoteKey(parsing: card.logKey, OpenSSLCryptography()),
            try NoteKey(parsing: card.mirrorKey, OpenSSLCryptography()),
        ]
    }
}
