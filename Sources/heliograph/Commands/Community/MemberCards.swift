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
            let text = String(decoding: try InputFile.read(path, limit: MemberCard.sizeLimit), as: UTF8.self)
            do {
                let card = try MemberCard(parsing: text)
                if let other = origins.updateValue(path, forKey: card.origin) {
                    throw Finding.unusable("\(other) and \(path) are both the card of \(card.origin): leave one out.")
                }
                keys.append(try NoteKey(parsing: card.logKey, OpenSSLCryptography()))
                keys.append(try NoteKey(parsing: card.mirrorKey, OpenSSLCryptography()))
            } catch let finding as Finding {
                throw finding
            } catch {
                throw .unusable("\(path): \(error)")
            }
        }
        return keys
    }
}
