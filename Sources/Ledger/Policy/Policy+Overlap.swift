/// What holds while some gateways of a community judge by one policy and others by another.
extension Policy {
    /// How many mirrors, by their keys, any quorum of this policy shares with any quorum of another at least; 0 or less for none.
    ///
    /// Of c mirrors that both name, a quorum of either has at least `quorum − (n − c)`; two such parts of c have at least their
    /// sum less c in common.
    package func sharedMirrors(with other: Policy) -> Int {
        let common = Set(mirrors).intersection(other.mirrors).count
        return quorum - (mirrors.count - common) + other.quorum - (other.mirrors.count - common) - common
    }

    /// Whether a record under this policy and one under another always share an honest mirror, so that no log has two histories
    /// recorded, one under each. Both policies' mirrors keep to their limits of faults, so the common ones do to the smaller.
    package func isSafe(beside other: Policy) -> Bool {
        sharedMirrors(with: other) > min(faultLimit, other.faultLimit)
    }
}
