import Metering

extension StatementHeader {
    /// Reads the protected header of an entry in full. Labels and claims that are not listed in FORMAT.md are passed over.
    /// - Throws: ``StatementError/header(label:expected:)`` where something that every statement has is missing or malformed.
    package init(of entry: Entry) throws(StatementError) {
        guard let labels = try CBOR.decode(entry.protectedHeader).map else {
            throw .header(label: "whole", expected: "a map")
        }
        guard let contentType = ContentType(labels[Label.contentType]) else {
            throw .header(label: "content type (3)", expected: "a number or a media type")
        }
        guard let claims = labels[Label.claims]?.map else { throw .header(label: "claims (15)", expected: "a map") }
        guard let subject = claims[Claim.subject]?.text.flatMap({ try? Name($0) }) else {
            throw .header(label: "sub (2)", expected: "the name of a meter, or “gateway”")
        }
        guard let seconds = claims[Claim.issuedAt]?.integer, SignedTime.range.contains(seconds) else {
            throw .header(label: "iat (6)", expected: SignedTime.expectation)
        }
        guard let issuer = try? Origin(entry.issuer) else { throw .header(label: "iss (1)", expected: "an origin") }
        var record: Digest?
        if let value = labels[Label.record] {
            guard let digest = value.bytes.flatMap({ Digest($0) }) else {
                throw .header(label: "“rec”", expected: "a SHA-256 value")
            }
            record = digest
        }
        self.init(
            algorithm: entry.algorithm, contentType: contentType, keyIdentifier: entry.keyIdentifier, issuer: issuer,
            subject: subject, issuedAt: UnixTime(seconds: seconds), index: entry.index, record: record)
    }
}
