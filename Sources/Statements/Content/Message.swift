package import Metering

/// What an entry says, once its payload is read.
package enum Message: Hashable, Sendable {
    case genesis(Genesis)
    case reading(Reading)
    case event(Event)
    case rule(RuleChange)

    /// Reads an entry's header and payload. It verifies nothing: ``Entry/verify(by:index:_:)`` does.
    /// - Throws: ``StatementError``, where the header is not one of a statement, the payload not of a kind that this version
    ///   knows, or the two contradict each other.
    package static func decode(_ entry: Entry) throws(StatementError) -> Message {
        try decode(entry, with: try StatementHeader(of: entry))
    }

    /// The same for whoever has read the header.
    package static func decode(_ entry: Entry, with header: StatementHeader) throws(StatementError) -> Message {
        let message: Message
        switch header.contentType {
        case .genesis: message = .genesis(try Genesis(payload: entry.payload))
        case .senML:
            let pack = try SenMLPack(decoding: entry.payload)
            guard pack.origin == header.issuer else { throw fault("bn", "of the issuer's log, \(header.issuer)") }
            message = pack.records.first?.name == "event" ? .event(try Event(pack)) : .reading(try Reading(pack))
        case .rule: message = .rule(try RuleChange(payload: entry.payload))
        default: throw fault("the content type (3)", "one that this version knows; a newer Heliograph may")
        }
        guard message.subject == header.subject else { throw fault("sub (2)", "\(message.subject)") }
        guard (header.contentType == .genesis) == (header.index == 0) else {
            throw fault("a genesis", "entry 0, and entry 0 a genesis")
        }
        return message
    }

    /// The payload for a new entry of this content; the same bytes that it was decoded from.
    /// - Throws: ``StatementError/content(of:field:expected:)`` for a value that no reader would accept.
    package func payload(origin: Origin) throws(StatementError) -> [UInt8] {
        switch self {
        case .genesis(let genesis): try genesis.encode()
        case .reading(let reading): try reading.senML(origin: origin)
        case .event(let event): try event.senML(origin: origin)
        case .rule(let change): change.encode()
        }
    }

    /// The meter that it is about, or `gateway`.
    package var subject: Name {
        switch self {
        case .genesis, .rule: .gateway
        case .reading(let reading): reading.meter
        case .event(let event): event.subject
        }
    }

    /// What the protected header's content type must be.
    package var contentType: ContentType {
        switch self {
        case .genesis: .genesis
        case .reading, .event: .senML
        case .rule: .rule
        }
    }

    private static func fault(_ field: String, _ expected: String) -> StatementError {
        .content(of: "a statement", field: field, expected: expected)
    }
}
