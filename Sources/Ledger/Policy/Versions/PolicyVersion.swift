import Metering
package import Statements

/// One version of a community's policy: a heading that gives its place among the others, and the policy in its canonical text.
///
/// The heading is a comment of tlog-policy's grammar, so that every reader of policies can read a version's text. FORMAT.md has
/// the form.
package struct PolicyVersion: Hashable, Sendable {
    /// From 1, without a gap.
    package let number: UInt64
    /// SHA-256 of the text of the version before; `nil` for the first alone.
    package let predecessor: Digest?
    /// Whom the community trusts from this version on.
    package let policy: Policy
    /// Heading and policy: what members sign.
    package let text: [UInt8]

    private static let word = "heliograph-policy"
    /// How the text of every version begins, and no other line of one.
    static let beginning = Array("# \(word) ".utf8)

    /// The first version of a community's policy.
    /// - Throws: ``PolicyVersionFault/memberWithoutLog(_:)``
    package init(first policy: Policy) throws(LedgerError) {
        try self.init(number: 1, predecessor: nil, policy: policy)
    }

    /// What comes after a version.
    /// - Throws: ``LedgerError/version(_:_:)``: `memberWithoutLog`, `otherCommunity`, or `unchanged`.
    package init(
        after version: Self, _ policy: Policy, _ cryptography: some Cryptography
    ) throws(LedgerError) {
        guard policy != version.policy else { throw .version(version.number + 1, .unchanged) }
        try self.init(number: version.number + 1, predecessor: cryptography.sha256(version.text), policy: policy)
        try check(after: version, cryptography)
    }

    private init(number: UInt64, predecessor: Digest?, policy: Policy) throws(LedgerError) {
        self.number = number
        self.predecessor = predecessor
        self.policy = policy
        let digest = predecessor.map { " " + String(decoding: Base64.encode($0.bytes), as: UTF8.self) } ?? ""
        text = Array("# \(Self.word) \(policy.community) \(number)\(digest)\n".utf8) + policy.text
        for origin in policy.mirrorOrigins.compactMap(\.self) where policy.log(origin) == nil {
            throw .version(number, .memberWithoutLog(origin))
        }
    }

    /// Reads a text; only the one that ``text`` would give back is accepted.
    package init(parsing text: [UInt8], _ cryptography: some Cryptography) throws(LedgerError) {
        let heading = text.prefix { $0 != 0x0A }
        let words = heading.split(separator: 0x20, omittingEmptySubsequences: false)
        guard (4...5).contains(words.count), heading.starts(with: Self.beginning), let number = Decimal.parse(words[3])
        else { throw .version(0, .heading) }
        let predecessor = words.count == 5 ? Base64.decode(words[4]).flatMap { Digest($0) } : nil
        guard number > 0, (number == 1) == (words.count == 4), (number == 1) == (predecessor == nil) else {
            throw .version(number, .heading)
        }
        try self.init(number: number, predecessor: predecessor, policy: Policy(parsing: text, cryptography))
        guard self.text == text else { throw .version(number, .notCanonical) }
    }

    /// Whether this is the version after another.
    func check(after version: Self, _ cryptography: some Cryptography) throws(LedgerError) {
        guard number == version.number + 1 else { throw .version(number, .number(expected: version.number + 1)) }
        guard predecessor == cryptography.sha256(version.text) else { throw .version(number, .predecessor) }
        guard policy.community == version.policy.community else { throw .version(number, .otherCommunity) }
        if let changed = version.policy.ends.filter({ policy.ends[$0.key] != $0.value }).keys.min() {
            throw .version(number, .endChanged(changed))
        }
    }
}

extension Policy {
    /// The keys with which members sign versions. A member is a gateway that mirrors; it signs with the key of its log, which
    /// outlives its card.
    package var memberKeys: [NoteKey] { mirrorOrigins.compactMap { $0.flatMap(log) } }
}
