import FoundationEssentials
import System

/// A line of `heliograph watch --json`; other kinds than `statement`, and other statements than readings, lack the
/// totals.
struct Sighting: Decodable {
    let kind: String
    let origin: String?
    let index: Int?
    let subject: String?
    let state: String?
    let words: String?
    let signed_at: Int64?
    let end: Int64?
    let pulses: Int64?
    let lost: Int64?
    let bounced: Int64?
    let stuck: Int64?

    /// Whether it is other than a verified statement, its record, or one that is late.
    var isFault: Bool { !["statement", "recorded", "overdue", "resumed", "summary"].contains(kind) }

    /// What a board left in a folder as `watch.json`.
    static func all(in folder: String) throws -> [Sighting] {
        try SmallFile.read("\(folder)/watch.json", limit: 1 << 26).split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Sighting.self, from: Data($0))
        }
    }
}
