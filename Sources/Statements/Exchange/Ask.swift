/// What one gateway asks another: the request half of `ask`/`answer`.
package enum Ask: Hashable, Sendable {
    /// The newest note that is held of a log.
    case head(Origin)
    /// The entries from `start` up to, not including, `end`, and a proof that they lead to the tree of `size` leaves.
    case entries(Origin, start: UInt64, end: UInt64, size: UInt64)
    /// A proof that the tree of `from` leaves is the beginning of that of `to`.
    case consistency(Origin, from: UInt64, to: UInt64)
    /// A proof that the entry `index` is in the tree of `size` leaves.
    case inclusion(Origin, index: UInt64, size: UInt64)

    /// Longer messages are not read; bytes.
    package static let sizeLimit = 512

    /// The log that is asked about.
    package var origin: Origin {
        switch self {
        case .head(let origin), .entries(let origin, _, _, _), .consistency(let origin, _, _),
            .inclusion(let origin, _, _):
            origin
        }
    }

    /// The body of the request.
    package func encode() -> [UInt8] {
        let parts: (kind: String, numbers: [UInt64]) =
            switch self {
            case .head: ("head", [])
            case .entries(_, let start, let end, let size): ("entries", [start, end, size])
            case .consistency(_, let from, let to): ("consistency", [from, to])
            case .inclusion(_, let index, let size): ("inclusion", [index, size])
            }
        return CBOR.array([.text(parts.kind), .text(origin.description)] + parts.numbers.map(CBOR.unsigned)).encode()
    }

    /// - Throws: ``StatementError``: `tooLong`, `cbor`, or `content` where the numbers ask for nothing that can be.
    package init(decoding bytes: [UInt8]) throws(StatementError) {
        let value = try CBOR.decode(bytes, limits: CBORLimits(size: Self.sizeLimit, items: 8))
        guard let elements = value.array, elements.count >= 2, let kind = elements[0].text else {
            throw Self.malformed("the kind", "the first of an array's texts")
        }
        guard let origin = elements[1].text.flatMap({ try? Origin($0) }) else {
            throw Self.malformed("the second element", "an origin")
        }
        var numbers: [UInt64] = []
        for element in elements.dropFirst(2) {
            guard case .unsigned(let number) = element else { throw Self.malformed("a number", "0 or more") }
            numbers.append(number)
        }
        switch (kind, numbers.count) {
        case ("head", 0): self = .head(origin)
        case ("entries", 3):
            guard numbers[0] < numbers[1], numbers[1] <= numbers[2] else {
                throw Self.malformed("entries", "asked for as start < end ≤ size")
            }
            self = .entries(origin, start: numbers[0], end: numbers[1], size: numbers[2])
        case ("consistency", 2):
            guard numbers[0] <= numbers[1] else { throw Self.malformed("consistency", "asked for as from ≤ to") }
            self = .consistency(origin, from: numbers[0], to: numbers[1])
        case ("inclusion", 2):
            guard numbers[0] < numbers[1] else { throw Self.malformed("inclusion", "asked for as index < size") }
            self = .inclusion(origin, index: numbers[0], size: numbers[1])
        default: throw Self.malformed("the kind", "one of FORMAT.md's with its numbers")
        }
    }

    private static func malformed(_ field: String, _ expected: String) -> StatementError {
        .content(of: "an ask", field: field, expected: expected)
    }
}
