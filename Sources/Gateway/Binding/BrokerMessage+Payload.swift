import Ledger
package import Statements

/// How statements, notes, questions and answers look as MQTT messages.
extension BrokerMessage {
    /// The media type of an entry (RFC 9052 §2).
    package static let statementType = "application/cose; cose-type=\"cose-sign1\""
    /// The media type of a signed note (C2SP signed-note).
    static let noteType = "text/plain; charset=utf-8"
    static let arrayType = "application/cbor"

    /// One entry.
    /// - Throws: ``StatementError`` when the entry's header does not say whom it is about.
    package static func statement(_ entry: Entry, of origin: Origin) throws(StatementError) -> Self {
        Self(
            topic: Topic.statement(origin, subject: try StatementHeader(of: entry).subject).text, payload: entry.bytes,
            contentType: statementType, index: entry.index)
    }

    /// A signed note, retained.
    package static func note(_ note: [UInt8], on topic: Topic) -> Self {
        Self(topic: topic.text, payload: note, isRetained: true, contentType: noteType)
    }

    /// The status, as JSON; also the will that the broker publishes for a gateway that is gone.
    package static func status(_ json: [UInt8], of origin: Origin) -> Self {
        Self(topic: Topic.status(origin).text, payload: json, isRetained: true, contentType: "application/json")
    }

    static func ask(_ query: LedgerQuery, from origin: Origin, correlation: [UInt8]) -> Self {
        Self(
            topic: Topic.ask(origin, to: query.to.gateway).text, payload: query.ask.encode(), contentType: arrayType,
            responseTopic: Topic.answer(query.to, to: origin.gateway).text, correlation: correlation)
    }

    /// What is said to a question; the correlation is the question's.
    package static func answer(_ answer: Answer, to asker: Origin, from origin: Origin, correlation: [UInt8]?) -> Self {
        Self(
            topic: Topic.answer(origin, to: asker.gateway).text, payload: answer.encode(), contentType: arrayType,
            correlation: correlation)
    }
}
