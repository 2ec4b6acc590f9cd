/// A log adopts a version of its community's policy: what comes after is judged by it.
package struct PolicyAdoption: Hashable, Sendable {
    /// The version's number, `1...`.
    package let number: UInt64
    /// SHA-256 of the version's text.
    package let digest: Digest

    package init(number: UInt64, digest: Digest) {
        self.number = number
        self.digest = digest
    }

    init(_ map: CBORMap) throws(StatementError) {
        guard map.pairs.count == 2, case .unsigned(let number)? = map["policy"], number > 0,
            let digest = map["hash"]?.bytes.flatMap({ Digest($0) })
        else { throw RuleChange.fault("the adoption", "the number and the hash of a version") }
        self.init(number: number, digest: digest)
    }

    var map: CBORMap { CBORMap([(.text("hash"), .bytes(digest.bytes)), (.text("policy"), .unsigned(number))]) }
}
