import FoundationEssentials
import Gateway
import Ledger
import MQTT
import Signing
import Statements
import System

/// What one member knows and decides while a community agrees on its policy.
struct AgreementTable {
    let place: PolicyPlace
    private let file: ConfigurationFile
    private let isSure: Bool
    /// What this member wants changed.
    private let change: PolicyChange
    private let key: MemberKey
    private let card: [NoteKey]
    private let folder: AuthorityFolder

    init(of file: ConfigurationFile, _ change: PolicyChange, isSure: Bool) throws(Finding) {
        self.file = file
        self.isSure = isSure
        self.change = change
        place = try PolicyPlace(of: file)
        key = try MemberKey(of: file)
        card = try MemberCards.keys(on: [file.state.card])
        folder = AuthorityFolder(beside: file)
    }

    /// What was signed and is not in force yet.
    private var draft: String { "\(place.path).proposed" }

    /// What this member begins with: what it signed before, else the policy that it follows, else nothing.
    func beginning() throws(Finding) -> PolicyHistory? {
        isDraft ? try PolicyHistoryFile(reading: draft).history : try place.history()
    }

    /// Whose signature makes a history one to look at: whoever let this gateway in, or, of a founder, its own.
    func founders() throws(Finding) -> [NoteKey] {
        let inviter = StreetPlace.inviterFile(of: file)
        let known = try FileKind(of: inviter) == .nothing ? [] : MemberCards.keys(on: [inviter])
        return (known + (folder.isThere ? card : [])).filter { $0.kind == .signature }
    }

    /// What this member does next.
    /// - Returns: the history with a proposal or a signature of this member that it did not have; `nil` for nothing to do.
    /// - Throws: a negative ``Finding`` where its owner says no.
    func step(from history: PolicyHistory?) throws(Finding) -> PolicyHistory? {
        let beginning = if let history { try proposing(history) } else { try founding() }
        guard var next = beginning else { return nil }
        guard key.isAwaited(by: next), let proposal = next.proposal else { return nil }
        try checkOwnKeys(in: proposal.version.policy, after: next.policy)
        show(proposal.version, after: next.policy)
        try confirm("Sign this?")
        try key.sign(&next)
        return next
    }

    /// A first version of those who were let in, where this machine founded the street.
    private func founding() throws(Finding) -> PolicyHistory? {
        guard folder.isThere else { return nil }
        let keys = try card + folder.keptKeys { _ in true }
        do throws(LedgerError) {
            return try PolicyHistory(
                founding: Policy(
                    logs: keys.filter { $0.kind == .signature }, mirrors: keys.filter { $0.kind == .cosignature },
                    OpenSSLCryptography()))
        } catch {
            throw .unusable("the cards in \(folder.path): \(error)")
        }
    }

    /// The history, with a proposal of what this member wants changed, if nothing else waits: what it said, those who were let in here and
    /// are not in the policy, and its own new keys: another log key that waits, or the mirror's where the card died and the old one with it.
    private func proposing(_ history: PolicyHistory) throws(Finding) -> PolicyHistory {
        guard history.proposal == nil, let policy = history.policy else { return history }
        var change = change.remaining(beyond: policy)
        if folder.isThere { change.members += try folder.keptKeys { policy.log($0) == nil } }
        let origin = file.configuration.origin
        if let log = policy.log(origin), key.isKey(log), let mirror = policy.mirror(of: origin) {
            change.members += card.filter { $0 != log && $0 != mirror }
        }
        guard !change.isEmpty else { return history }
        let next = try change.policy(after: policy)
        guard next != policy else { return history }
        var proposed = history
        do throws(LedgerError) {
            try proposed.propose(next, OpenSSLCryptography())
        } catch {
            throw .unusable("\(error)")
        }
        return proposed
    }

    /// Follows the version in force, once it names this gateway, nothing waits, and its owner agrees.
    /// - Returns: its number, and whether it is another than was here before; `nil` while there is none.
    func settled(_ history: PolicyHistory) throws(Finding) -> (version: Int, isNew: Bool)? {
        guard history.proposal == nil, let newest = history.versions.last,
            newest.version.policy.log(file.configuration.origin) != nil
        else { return nil }
        try checkOwnKeys(in: newest.version.policy, after: newest.version.policy)
        let before = FileKind(of: place.path) == .nothing ? nil : try PolicyFile.read(place.path)
        guard before != newest.version.policy || isDraft else { return (history.versions.count, false) }
        // What was signed here was shown here.
        if before != newest.version.policy, !newest.signers.contains(where: key.isKey) {
            show(newest.version, after: before)
            try confirm("It is in force. Follow it?")
        }
        try place.adopt(history, from: "what the members agreed on")
        return (history.versions.count, true)
    }

    /// Whether something was signed that is not known to be in force.
    private var isDraft: Bool { FileKind(of: draft) != .nothing }

    /// Keeps what was signed until it is in force.
    func keep(_ history: PolicyHistory) throws(Finding) {
        try Finding.attempt { try DurableFile.write(history.bytes, to: draft, mode: 0o644) }
    }

    /// Forgets what was kept, and the cards of those whom the policy names: who leaves it later is not to be proposed again.
    func finish(_ history: PolicyHistory) throws(Finding) {
        for card in try folder.keptCards() where history.policy?.log(card.origin) != nil { try folder.forget(card) }
        guard FileKind(of: draft) != .nothing else { return }
        try Finding.attempt { try FileManager.default.removeItem(atPath: draft) }
    }

    /// How things stand, for people.
    func words(_ history: PolicyHistory?, refusals: [Origin: String]) -> String {
        let standing =
            if let history {
                history.proposal == nil ? waiting(history) : CommunityStatus.sentence(history)
            } else {
                "Nobody has proposed a policy yet. Waiting for whoever invited this gateway (heliograph community agree)."
            }
        return ([standing] + refusals.sorted { $0.key < $1.key }.map(\.value)).joined(separator: "\n")
    }

    private func waiting(_ history: PolicyHistory) -> String {
        let isIn = history.policy?.log(file.configuration.origin) != nil
        return "Version \(history.versions.count) is in force"
            + (isIn
                ? ", and nothing waits for a signature. Waiting for somebody's proposal; Ctrl-C ends the waiting."
                : ", and does not name this gateway yet. Waiting for a version that does.")
    }

    private func show(_ version: PolicyVersion, after before: Policy?) {
        print("Version \(version.number) of the policy of \(version.policy.community):")
        PolicyDifference(from: before, to: version.policy).lines.forEach { print($0) }
    }

    private func confirm(_ question: String) throws(Finding) {
        if !isSure { try Confirmation.ask(question, orElse: "nothing was signed, and nothing changes here.") }
    }

    /// A policy that newly names this gateway with keys of somebody else is not for its member to sign.
    private func checkOwnKeys(in policy: Policy, after before: Policy?) throws(Finding) {
        let origin = file.configuration.origin
        let isKnown = { key in card.contains(key) || self.key.isKey(key) || key == before?.mirror(of: origin) }
        guard [policy.log(origin), policy.mirror(of: origin)].compactMap(\.self).allSatisfy(isKnown) else {
            throw .negative(
                "that policy names other keys for \(origin) than \(file.state.card): do not sign it, and ask whoever proposed it where they are from."
            )
        }
    }
}
