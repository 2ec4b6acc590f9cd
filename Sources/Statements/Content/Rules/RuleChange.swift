/// What an entry says that changes how its log is judged from there on: by which version of the policy, or by which statement key.
///
/// Such entries have a content type and a header of their own, so that whoever copies logs finds them without reading anything
/// else. FORMAT.md has their form.
package enum RuleChange: Hashable, Sendable {
    /// The log adopts a version of its community's policy.
    case adoption(PolicyAdoption)
    /// The record that covers an adopting entry, by the quorums of both versions.
    case record(AdoptionRecord)
    /// Another statement key signs from the next entry on.
    case key(KeyChange)

    /// - Throws: ``StatementError`` for any bytes but those that ``encode()`` gives.
    package init(payload: [UInt8]) throws(StatementError) {
        let limits = CBORLimits(size: Entry.sizeLimit, items: 128)
        guard let map = try CBOR.decode(payload, limits: limits).map else { throw Self.fault("the payload", "a map") }
        if map["policy"] != nil {
            self = .adoption(try PolicyAdoption(map))
        } else if map["note"] != nil {
            self = .record(try AdoptionRecord(map))
        } else {
            self = .key(try KeyChange(map))
        }
    }

    /// The payload that is signed.
    package func encode() -> [UInt8] {
        let map =
            switch self {
            case .adoption(let adoption): adoption.map
            case .record(let record): record.map
            case .key(let change): change.map
            }
        return CBOR.map(map).encode()
    }

    /// The change that an entry's bytes are; `nil` for every other entry, and for one that claims to be a change and is none that
    /// this version knows. It verifies nothing.
    package init?(entry bytes: [UInt8]) {
        guard Self.isClaimed(by: bytes), let entry = try? Entry(parsing: bytes),
            let change = try? Self(payload: entry.payload)
        else { return nil }
        self = change
    }

    /// Whether an entry claims to be a change. A header with more in it than that of a statement is none of a change.
    package static func isClaimed(by bytes: [UInt8]) -> Bool {
        guard bytes.count > place + contentType.count else { return false }
        return bytes[place..<(place + contentType.count)].elementsEqual(contentType)
    }

    /// Behind tag, array, the header's length of two bytes, its map, `alg` and its value, and label 3.
    private static let place = 8
    private static let contentType = ContentType.rule.cbor.encode()

    static func fault(_ field: String, _ expected: String) -> StatementError {
        .content(of: "a change of a log's rules", field: field, expected: expected)
    }
}
