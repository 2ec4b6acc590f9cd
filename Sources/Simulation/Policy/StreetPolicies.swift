import Ledger
import Statements

/// The versions of a street's policy as its members made them, and every mirror key there ever is.
struct StreetPolicies {
    /// A mirror's key, and whose it is.
    struct Card {
        let place: Int
        let key: NoteKey
        let signer: any Signer
    }

    /// Enough of these cards make a record.
    struct Quorum: Hashable {
        /// A bit for each of ``StreetPolicies/cards``.
        var members: UInt64
        var count: Int

        func isReached(by signers: UInt64) -> Bool { (members & signers).nonzeroBitCount >= count }

        /// What makes no record.
        static let none = Self(members: 0, count: 1)
    }

    let isVersioned: Bool
    /// What somebody knows who has followed so many versions, the first with one.
    let known: [KnownPolicy]
    /// In the order of the versions.
    let quorums: [Quorum]
    /// Those of the founders in the order of their places, and then those that came later.
    let cards: [Card]
    private let digests: [Digest]
    /// So many honest mirrors at least hold what is recorded, whichever version says so.
    let leastHolders: Int
    /// By place, the first version that names it.
    private let firstVersions: [Int]
    private let cardIndices: [NoteKey: Int]

    init(
        _ plan: PolicyPlan, origins: [Origin], log: (_ place: Int, _ isRenewed: Bool) throws -> any Signer,
        mirror: (_ place: Int, _ card: Int) throws -> any Signer,
        _ cryptography: any Cryptography
    ) throws {
        var cards: [Card] = []
        var places: [[Int: Int]: Int] = [:]
        for version in plan.members {
            for place in version.places {
                guard let card = version.cards[place], places[[place: card]] == nil else { continue }
                places[[place: card]] = cards.count
                let signer = try mirror(place, card)
                cards.append(
                    Card(
                        place: place, key: try .mirror(of: origins[place], signer.publicKey, cryptography),
                        signer: signer))
            }
        }
        func indices(_ members: PolicyMembers) -> [Int] {
            members.places.compactMap { place in members.cards[place].flatMap { places[[place: $0]] } }
        }
        func logKey(_ place: Int, _ members: PolicyMembers) throws -> (key: NoteKey, signer: any Signer) {
            let signer = try log(place, members.renewed.contains(place))
            return (try .log(of: origins[place], signer.publicKey, cryptography), signer)
        }
        let policies = try plan.members.map { members in
            try Policy(
                logs: members.places.map { try logKey($0, members).key },
                mirrors: indices(members).map { cards[$0].key }, cryptography)
        }
        self.cards = cards
        cardIndices = Dictionary(uniqueKeysWithValues: cards.enumerated().map { ($1.key, $0) })
        isVersioned = plan.isVersioned
        quorums = zip(plan.members, policies).map { members, policy in
            Quorum(members: indices(members).reduce(0) { $0 | 1 << UInt64($1) }, count: policy.quorum)
        }
        leastHolders = policies.map { $0.quorum - $0.faultLimit }.min() ?? 0
        firstVersions = origins.indices.map { place in
            plan.members.firstIndex { $0.cards[place] != nil } ?? 0
        }
        guard plan.isVersioned else {
            known = [KnownPolicy(policies[0])]
            digests = []
            return
        }
        var history = try PolicyHistory(founding: policies[0])
        var known: [KnownPolicy] = []
        for (number, policy) in policies.enumerated() {
            if number > 0 { try history.propose(policy, cryptography) }
            let electors = plan.members[max(0, number - 1)]
            for place in electors.places where history.versions.count == number {
                let (key, signer) = try logKey(place, electors)
                try history.sign(by: key, with: signer)
            }
            if let next = KnownPolicy(history, cryptography) { known.append(next) }
        }
        precondition(known.count == policies.count, "each version is signed by enough of the members before")
        self.known = known
        digests = history.versions.map { cryptography.sha256($0.version.text) }
    }

    /// The place among the versions of one that a log adopts; `nil` where it was never in force.
    func version(_ adoption: PolicyAdoption) -> Int? {
        digests.firstIndex(of: adoption.digest).flatMap { $0 + 1 == Int(clamping: adoption.number) ? $0 : nil }
    }

    /// What a log says that adopts a version.
    func adoption(of version: Int) -> PolicyAdoption? { isVersioned ? known[version].adoption : nil }

    /// By whom a log is judged that has adopted nothing: by the first version that names it.
    func foundingVersion(of place: Int) -> Int { firstVersions[place] }

    /// Where the card of a key is among ``cards``.
    func index(of key: NoteKey) -> Int? { cardIndices[key] }

    /// The cards of a place, in the order in which it had them.
    func cards(of place: Int) -> [Card] { cards.filter { $0.place == place } }

    /// The card that a line claims to be of.
    func index(claimedBy line: NoteSignature) -> Int? { cards.firstIndex { $0.key.claims(line) } }
}
