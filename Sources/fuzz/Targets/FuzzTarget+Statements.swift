import Ledger
import Metering
import Statements

/// What statements are made of, and what gateways send each other about them.
extension FuzzTarget {
    private static let vectors = "Tests/StatementsTests/Vectors"

    /// Any CBOR that Heliograph accepts.
    static let cbor = codec(
        "cbor",
        seeds: { files in
            try files.vectors("\(vectors)/cbor.txt") + files.format("reading", "genesis", "ask", "evidence")
        },
        decode: { try CBOR.decode($0) }, encode: { $0.encode() })

    /// A COSE_Key.
    static let key = codec(
        "key", sizeLimit: 256, seeds: { try $0.vectors("\(vectors)/keys.txt") },
        decode: { try COSEKey(CBOR.decode($0)) }, encode: { $0.cbor.encode() },
        also: { key in
            try require(key.keyIdentifier(cryptography).count == 8, "its identifier has not 8 bytes")
        })

    /// The payload of a reading.
    static let reading = codec(
        "reading", seeds: { try $0.format("reading", "reading-unsynchronised") + $0.refused("reading") },
        decode: { try Reading(senML: $0, origin: roof()) }, encode: { try $0.senML(origin: roof()) })

    /// The payload of an event.
    static let event = codec(
        "event",
        seeds: { files in
            let kinds = try files.format(
                "tamper", "restart", "clock-step", "anchor", "configuration", "adjustment", "meter-change")
            return try kinds + files.refused("event")
        },
        decode: { try Event(senML: $0, origin: roof()) }, encode: { try $0.senML(origin: roof()) })

    /// The payload of a change of a log's rules.
    static let rule = codec(
        "rule", sizeLimit: 8192, seeds: { try $0.format("adoption", "adoption-record", "key-change") },
        decode: { try RuleChange(payload: $0) }, encode: { $0.encode() })

    /// The payload of entry 0.
    static let genesis = codec(
        "genesis", seeds: { try $0.format("genesis") + $0.refused("genesis") },
        decode: { try Genesis(payload: $0) }, encode: { try $0.encode() })

    /// A question of another gateway.
    static let ask = codec(
        "ask", sizeLimit: Ask.sizeLimit, seeds: { try $0.format("ask") + $0.refused("ask") },
        decode: { try Ask(decoding: $0) }, encode: { $0.encode() },
        also: { ask in
            guard case .entries(_, let start, let end, let size) = ask else { return }
            try require(start < end && end <= size, "it asks for what cannot be")
        })

    /// What another gateway answers.
    static let answer = codec(
        "answer", seeds: { try $0.format("answer") + $0.refused("answer") },
        decode: { try Answer(decoding: $0) }, encode: { $0.encode() })

    /// Entry 0 as it is announced, with its proof.
    static let announcement = codec(
        "announcement",
        seeds: { files in
            let log = try FuzzStreet.shared.get().honest
            let whole = GenesisAnnouncement(entry: log.entries[0], proof: log.proof(of: 0, size: 9).bytes)
            return try [whole.encode()] + files.format("announcement") + files.refused("announcement")
        },
        decode: { try GenesisAnnouncement(decoding: $0) }, encode: { $0.encode() })

    /// What a new member hands over.
    static let card = codec(
        "card", sizeLimit: MemberCard.sizeLimit,
        seeds: { files in
            let shown = try files.blocks("card", in: "Sources/Statements/FORMAT.md").map { Array($0.text.utf8) }
            return try shown + FuzzStreet.shared.get().gateways.map { Array(try $0.card().text.utf8) }
        },
        decode: { try MemberCard(parsing: text($0)) }, encode: { Array($0.text.utf8) })

    /// The log that the vectors are of.
    private static func roof() throws -> Origin { try Origin("linden.energy/roof-a") }
}
