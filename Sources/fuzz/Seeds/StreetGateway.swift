import Ledger
import Metering
import Statements

/// A gateway of the street that inputs are made of, with its keys.
struct StreetGateway: Sendable {
    let origin: Origin
    let logSigner: KeyedHashSigner
    let mirrorSigner: KeyedHashSigner
    let statementSigner: KeyedHashSigner
    let logKey: NoteKey
    let mirrorKey: NoteKey
    let author: LogAuthor

    /// - Parameter number: which its keys are made of, `0...63`.
    init(_ origin: Origin, number: UInt8) throws {
        self.origin = origin
        logSigner = KeyedHashSigner(number: 1 + number)
        mirrorSigner = KeyedHashSigner(number: 65 + number)
        statementSigner = KeyedHashSigner(number: 129 + number)
        logKey = try NoteKey.log(of: origin, logSigner.publicKey, cryptography)
        mirrorKey = try NoteKey.mirror(of: origin, mirrorSigner.publicKey, cryptography)
        author = LogAuthor(origin: origin, key: statementSigner.publicKey, cryptography)
    }

    /// What it hands to whoever writes the policy.
    func card() throws -> MemberCard {
        try MemberCard(origin: origin, logKey: logKey.description, mirrorKey: mirrorKey.description)
    }

    /// An entry of its log.
    /// - Parameter signer: whose signature it bears; another's is not valid.
    func entry(
        _ index: UInt64, _ type: ContentType, about subject: Name, _ payload: [UInt8], signer: KeyedHashSigner? = nil,
        record: Digest? = nil
    ) throws -> [UInt8] {
        let header = StatementHeader(
            algorithm: .edDSA, contentType: type, keyIdentifier: author.keyIdentifier, issuer: origin, subject: subject,
            issuedAt: UnixTime(seconds: 1_767_225_600 + Int64(index)), index: index, record: record)
        return try Entry.sign(header: header, payload: payload, signer: signer ?? statementSigner, cryptography).bytes
    }
}
