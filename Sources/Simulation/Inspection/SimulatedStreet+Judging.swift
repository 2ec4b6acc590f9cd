import Gateway
import Ledger
import Statements

/// By whom a log is judged, found out once more and in another way than by the code that ships.
extension SimulatedStreet {
    /// What makes a head of a size recorded, as the log itself says: all of these quorums.
    func quorums(at size: UInt64, log: Int, _ copy: SimulatedDiskLog) -> [StreetPolicies.Quorum] {
        guard policies.isVersioned else { return [policies.quorums[0]] }
        let adoptions = rules(of: log, copy).adoptions
        func isSettled(_ adoption: LogRules.Adoption) -> Bool { adoption.record.map { $0.index < size } ?? false }
        func quorum(_ version: Int?) -> StreetPolicies.Quorum { version.map { policies.quorums[$0] } ?? .none }
        let founding = policies.foundingVersion(of: log)
        guard let newest = adoptions.last(where: { $0.index < size }) else { return [quorum(founding)] }
        let version = policies.version(newest.version)
        guard !isSettled(newest) else { return [quorum(version)] }
        let before = adoptions.last { $0.index < newest.index && isSettled($0) }
        return [quorum(before.map { policies.version($0.version) } ?? founding), quorum(version)]
    }

    /// The rules of a log as a copy of it has them, for whoever has followed so many versions; by default for who knows all.
    func rules(of log: Int, _ copy: SimulatedDiskLog, version: Int? = nil) -> LogRules {
        let version = version ?? policies.known.count - 1
        let last = copy.ruleChanges.last.map { copy.link(at: $0.index + 1) ?? 0 } ?? 0
        let question = Inspection.Rules(log: log, version: version, last: last)
        if let known = inspection.rules[question] { return known }
        let rules = LogRules(
            of: origins[log], policies.known[version], author: nil, changes: copy.ruleChanges,
            options.scheme.cryptography)
        inspection.rules[question] = rules
        return rules
    }

    /// The cards that signed a note, a bit for each; of those that were seen to sign it no line is verified again.
    private func signers(of note: SignedNote, seen: UInt64) -> UInt64 {
        note.signatures.reduce(0) { signers, line in
            guard let card = policies.index(claimedBy: line) else { return signers }
            let bit = UInt64(1) << UInt64(card)
            let isValid =
                seen & bit != 0
                || Cosignature.verify(
                    line, over: note.text, by: policies.cards[card].key, options.scheme.cryptography) != nil
            return isValid ? signers | bit : signers
        }
    }

    /// A gateway takes a note for a record. It must be one, and must not contradict any other.
    func inspectRecord(_ note: SignedNote, by gateway: SimulatedGateway) throws {
        let head = try Checkpoint(parsing: note.text)
        guard let log = places[head.origin] else { return }
        let copy = gateway.disk.log(head.origin) { $0 }
        // Who does not have the entries cannot know what they say of that.
        guard let link = copy.link(at: head.size) else { return }
        let known = inspection.heads[log][head.size]?.first { $0.root == head.root }
        guard known.map({ $0.link == link }) ?? (copy.root(at: head.size, options.scheme.cryptography) == head.root)
        else { return }
        let signers = signers(of: note, seen: known?.signers ?? 0)
        let quorums = quorums(at: head.size, log: log, copy)
        guard !quorums.allSatisfy({ $0.isReached(by: signers) }) else { return }
        story.complain(
            "\(gateway.origin) calls \(head.size) entries of \(head.origin) recorded, with \(signers.nonzeroBitCount) cosignatures that make no record",
            at: now)
        enter(head, link: link, log: log)
    }

    /// All who hold a log find the same in it: in one life, after a start, and whatever else they know.
    func inspectRules(of gateway: SimulatedGateway) async {
        guard policies.isVersioned, let street = await gateway.life?.gateway.street else { return }
        let machines = [street.writer.rules] + street.mirrors.map(\.rules)
        let sizes = [street.writer.frontier.size] + street.mirrors.map(\.frontier.size)
        for (found, size) in zip(machines, sizes) {
            guard let log = places[found.origin] else { continue }
            let copy = gateway.disk.log(found.origin) { $0 }
            // Where a commit is in doubt, the disk may have more.
            guard copy.size == size else { continue }
            let own = rules(of: log, copy, version: gateway.version).adoptions
            let others = rules(of: log, copy).adoptions
            let knownCount = own.prefix { policies.version($0.version).map { $0 <= gateway.version } ?? false }.count
            if found.adoptions != own || own.prefix(knownCount) != others.prefix(knownCount) {
                story.complain(
                    "\(gateway.origin) finds other adoptions in \(found.origin) than others do: \(found.adoptions.map(\.version.number))",
                    at: now)
            }
        }
    }

    /// Whoever has followed the policy more than seven days ago cosigns no log any more that has not.
    func inspectGrace(of note: SignedNote, log: Int, by gateway: SimulatedGateway) throws {
        let cryptography = options.scheme.cryptography
        let own = gateway.disk.log(gateway.origin) { $0 }
        let copy = gateway.disk.log(origins[log]) { $0 }
        guard policies.isVersioned, let followed = rules(of: gateway.place, own).followed else { return }
        let size = try Checkpoint(parsing: note.text).size
        let version = rules(of: log, copy).version(at: size)?.number ?? 0
        let key = policies.cards[gateway.card].key
        guard version < followed.number, let line = note.signatures(by: key).first,
            let time = Cosignature.verify(line, over: note.text, by: key, cryptography),
            time > followed.since + 7 * 86_400
        else { return }
        story.complain(
            "\(gateway.origin) cosigned \(size) entries of \(origins[log]) more than seven days after it followed version \(followed.number), which that log has not",
            at: now)
    }
}
