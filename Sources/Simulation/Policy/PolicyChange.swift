/// What the members of a street change of their policy. Numbers are places of gateways in the street.
enum PolicyChange: Hashable {
    /// A card died and took its mirror's key with it, and what it held of others' logs: the next version names another key.
    case exchange(Int)
    /// The next version names neither log nor mirror of this one, which stays with the version before.
    case leave(Int)
    /// The next version names one more, which starts then.
    case join(Int)
    /// The next version names another key for this one's log.
    case renew(Int)
}

/// Who mirrors under a version of the policy: by place, which of the mirror keys that the gateway ever has.
struct PolicyMembers: Hashable {
    private(set) var cards: [Int: Int]
    /// Whose logs have their second key.
    private(set) var renewed: Set<Int> = []

    init(founding count: Int) { cards = Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, 0) }) }

    /// Those of the next version.
    func changed(by change: PolicyChange) -> Self {
        var next = self
        switch change {
        case .exchange(let place): next.cards[place, default: 0] += 1
        case .leave(let place): next.cards[place] = nil
        case .join(let place): next.cards[place] = 0
        case .renew(let place): next.renewed.insert(place)
        }
        return next
    }

    var places: [Int] { cards.keys.sorted() }
    var count: Int { cards.count }

    /// How many of some mirror under this version with the card that they have at last.
    func aliveCount(of honest: [Int], under last: [Int: Int]) -> Int {
        honest.count { place in cards[place].map { $0 == last[place] ?? $0 } ?? false }
    }
}
