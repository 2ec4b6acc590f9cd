/// Liars who try what the quorums of two versions are for: while somebody's card is exchanged, one half of the honest is shown a
/// history that the old version records, the other half one that the new version records, and the network keeps the halves apart.
struct Conspiracy {
    /// Whose log has the two histories; the other liars cosign both.
    let leader: Int
    /// Whose card dies in between: it is with the first half before, and with the second after.
    let victim: Int
    /// The half that is shown the first history, which never adopts the new version.
    let before: [Int]
    /// The half that is shown the second.
    let after: [Int]
    /// When the histories part, the card dies, and the halves hear each other again; seconds after the street's beginning.
    let beginning: Int
    let death: Int
    let end: Int

    /// Whether somebody follows the new version at once, or not before the end.
    func isSoon(_ place: Int) -> Bool { place == victim || after.contains(place) }

    /// What keeps the halves apart, and has the broker forget what the dead card had signed.
    var faults: [PlannedFault] {
        func split(_ some: [Int], _ others: [Int], from start: Int, to end: Int) -> PlannedFault {
            PlannedFault(start: start, length: end - start, fault: .split(some, others))
        }
        return [
            split(before, after, from: beginning, to: end), split([victim], after, from: beginning, to: death),
            split(before, [victim], from: death, to: end),
            PlannedFault(start: death + 1, length: 0, fault: .brokerRestart),
        ]
    }

    /// Which history a gateway is shown; `nil` for those who are in it, who see both.
    func side(of place: Int, at seconds: Int) -> Int? {
        if before.contains(place) || place == victim && seconds < death { return 0 }
        return after.contains(place) || place == victim ? 1 : nil
    }
}
