import Ledger
import Signing
import Statements
import Testing

@testable import heliograph

/// What a genesis says of the log that its own goes on from, beside what the community says.
@Suite("The link between two logs")
struct PredecessorWordsTests {
    private let street: PublishedStreet
    private let root = OpenSSLCryptography().sha256([1])

    init() throws { street = try PublishedStreet() }

    @Test(
        "is the community's where it ended the old log there, and the signer's word alone otherwise",
        arguments: [
            (nil, "the policy does not end that log"), ((5, true), "where the community ended that log"),
            ((4, true), "ELSEWHERE: with 4 entries"), ((5, false), "ELSEWHERE: with 5 entries and another root"),
        ] as [((size: UInt64, isSameRoot: Bool)?, String)])
    func link(end: (size: UInt64, isSameRoot: Bool)?, words: String) throws {
        let origin = street.members[0].origin
        let cryptography = OpenSSLCryptography()
        let ends = end.map { [origin: LogEnd(size: $0.size, root: $0.isSameRoot ? root : cryptography.sha256([2]))] }
        let policy = try ends.map { try street.policy.changed(ending: $0, quorum: nil, cryptography) } ?? street.policy
        let predecessor = Genesis.Predecessor(origin: origin, size: 5, root: root)
        let text = PredecessorWords.describe(predecessor, under: policy)
        #expect(text.hasPrefix("goes on from \(origin) behind its first 5 entries") && text.hasSuffix(words), "\(text)")
        #expect(PredecessorWords.describe(predecessor) == "goes on from \(origin) behind its first 5 entries")
    }
}
