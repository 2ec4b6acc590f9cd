import FoundationEssentials
import Gateway
import Ledger
import Metering
import Signing
import Statements
import System

/// The folder of whoever holds a street's authority, beside the configuration: its key, who was invited, who was let in. The
/// service has no business in it.
struct AuthorityFolder {
    /// For how many days certificates count.
    static let (authorityDays, certificateDays) = (36_500, 3650)

    let path: String

    init(beside file: ConfigurationFile) { path = "\(Self.plain(file.folder))/street" }

    /// The authority's certificate.
    var authorityFile: String { certificate }

    private var key: String { "\(path)/authority.key" }
    private var certificate: String { "\(path)/authority.pem" }
    private var place: String { "\(path)/broker" }
    private var cards: String { "\(path)/cards" }
    private var issued: String { "\(path)/issued" }
    private var revoked: String { "\(path)/revoked" }

    /// Whether there is an authority here.
    var isThere: Bool { FileKind(of: key) != .nothing }

    /// The street's authority, which is made where there is none.
    /// - Throws: an unusable ``Finding``; also for the authority of another street.
    func found(_ street: Name) throws(Finding) -> CertificateAuthority {
        if isThere {
            let authority = try authority()
            guard authority.certificate.name == street.text else {
                throw .unusable(
                    "\(path) has the authority of \(authority.certificate.name ?? "another street"), not of \(street): take another --configuration."
                )
            }
            return authority
        }
        try Self.makePrivate(path)
        return try Finding.attempt {
            let new = try PrivateKey.generate(.p256)
            let authority = try CertificateAuthority(
                of: street.text, key: new, from: try Self.start(), days: Self.authorityDays)
            try FileSet.create([
                PlannedFile(path: key, content: try new.pem, mode: 0o600),
                PlannedFile(
                    path: certificate, content: SecretBytes(copying: try authority.certificate.pem), mode: 0o644),
            ])
            return authority
        }
    }

    /// The authority that is here.
    func authority() throws(Finding) -> CertificateAuthority {
        guard isThere else {
            throw .unusable(
                "this machine does not hold the authority of a street, \(path): whoever founded the street invites (heliograph community found)."
            )
        }
        let pem = try InputFile.read(certificate)
        return try Finding.attempt {
            try CertificateAuthority(certificate: Certificate(pem: pem), key: KeyFile.load(key))
        }
    }

    /// Where the street's broker is reached.
    struct Place {
        let host: BrokerHost
        let brokerPort: UInt16
        let doorPort: UInt16
    }

    /// Puts down where the street's broker is reached.
    func remember(_ new: Place) throws(Finding) {
        try write("\(new.host) \(new.brokerPort) \(new.doorPort)\n", to: place)
    }

    /// What was put down.
    func brokerPlace() throws(Finding) -> Place {
        let words = String(decoding: try InputFile.read(place), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 3, let host = BrokerHost(String(words[0])), let port = UInt16(words[1]),
            let door = UInt16(words[2])
        else {
            throw .unusable("\(place) does not say where the broker is: run heliograph community found again.")
        }
        return Place(host: host, brokerPort: port, doorPort: door)
    }

    /// A gateway's certificate, which is put down before anybody has it.
    func issue(
        for request: CertificateRequest, by authority: CertificateAuthority
    ) throws(Finding) -> Certificate {
        let made = try Finding.attempt {
            try authority.issue(for: request, from: try Self.start(), days: Self.certificateDays)
        }
        let serial = try Finding.attempt { try made.serial }
        let before = FileKind(of: issued) == .nothing ? "" : String(decoding: try InputFile.read(issued), as: UTF8.self)
        try write(before + "\(serial) \(request.name)\n", to: issued)
        return made
    }

    /// Keeps the card of a gateway that was let in, for the policy.
    func keep(_ card: MemberCard) throws(Finding) {
        try Self.makePrivate(cards)
        try write(card.text, to: "\(cards)/\(card.origin.gateway).txt")
    }

    /// Forgets a card.
    func forget(_ card: MemberCard) throws(Finding) {
        try Finding.attempt { try FileManager.default.removeItem(atPath: "\(cards)/\(card.origin.gateway).txt") }
    }

    /// The card of a gateway that was let in.
    func card(of origin: Origin) throws(Finding) -> MemberCard? {
        let path = "\(cards)/\(origin.gateway).txt"
        return FileKind(of: path) == .nothing ? nil : try MemberCards.card(at: path)
    }

    /// The keys on the cards of some who were let in.
    func keptKeys(of isWanted: (Origin) -> Bool) throws(Finding) -> [NoteKey] {
        var keys: [NoteKey] = []
        for card in try keptCards() where isWanted(card.origin) {
            do throws(LedgerError) {
                keys += try MemberCards.keys(of: card)
            } catch {
                throw .unusable("\(cards)/\(card.origin.gateway).txt: \(error)")
            }
        }
        return keys
    }

    /// The cards of all who were let in.
    func keptCards() throws(Finding) -> [MemberCard] {
        guard FileKind(of: cards) == .folder else { return [] }
        let names = try Finding.attempt { try FileManager.default.contentsOfDirectory(atPath: cards).sorted() }
        var kept: [MemberCard] = []
        for name in names where name.hasSuffix(".txt") { kept.append(try MemberCards.card(at: "\(cards)/\(name)")) }
        return kept
    }

    /// Has the certificates that a gateway got so far count no more.
    /// - Returns: how many they are.
    func revoke(_ origin: Origin) throws(Finding) -> Int {
        guard FileKind(of: issued) != .nothing else { return 0 }
        let lines = String(decoding: try InputFile.read(issued), as: UTF8.self).split(separator: "\n")
        let serials = lines.compactMap { line in
            let words = line.split(separator: " ")
            return words.count == 2 && words[1] == origin.description ? String(words[0]) : nil
        }
        let all = Set(serials).union(try revokedSerials())
        try write(all.sorted().map { $0 + "\n" }.joined(), to: revoked)
        return serials.count
    }

    /// The list of certificates that count no more, for the broker.
    func revocationList(by authority: CertificateAuthority) throws(Finding) -> [UInt8] {
        let serials = try revokedSerials()
        return try Finding.attempt {
            try authority.revocationList(of: serials, at: try SystemClock().utc(), days: Self.authorityDays)
        }
    }

    private func revokedSerials() throws(Finding) -> [String] {
        guard FileKind(of: revoked) != .nothing else { return [] }
        return String(decoding: try InputFile.read(revoked), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func write(_ text: String, to path: String) throws(Finding) {
        try Finding.attempt { try DurableFile.write(Array(text.utf8), to: path, mode: 0o600) }
    }

    /// A day earlier than now, for clocks that are behind.
    static func start() throws -> UnixTime { UnixTime(seconds: try SystemClock().utc().seconds - 86_400) }

    /// Makes a folder that only its owner may enter.
    static func makePrivate(_ path: String) throws(Finding) {
        guard FileKind(of: path) != .folder else { return }
        try Finding.attempt {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
    }

    /// A folder without a slash at its end.
    private static func plain(_ folder: String) -> String {
        folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    }
}
