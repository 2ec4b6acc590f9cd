import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("Policies") struct PolicyTests {
    private static let names = (0..<13).map { "roof-\(Character(UnicodeScalar(UInt8(97 + $0))))" }

    @Test(
        "the least quorum",
        arguments: [
            (1, 0, 1), (2, 0, 2), (3, 0, 2), (4, 1, 3), (5, 1, 4), (6, 1, 4), (7, 2, 5), (10, 3, 7), (13, 4, 9),
        ])
    func minimumQuorum(count: Int, faulty: Int, quorum: Int) throws {
        let policy = try SimulatedStreet(Array(Self.names.prefix(count))).policy()
        #expect(policy.quorum == quorum && policy.minimumQuorum == quorum && policy.faultLimit == faulty)
        #expect(policy.isByzantineSafe == (count >= 4) && policy.canRecord == (count >= 2))
    }

    /// What the rule is for: with at most f liars, who sign anything, two quorums share an honest mirror; and the honest ones
    /// that are left when f are dead are still a quorum.
    @Test("two quorums share an honest mirror, and f dead ones do not stop the rest", arguments: 1...200)
    func intersection(count: Int) {
        let (faulty, quorum) = (Policy.faultLimit(of: count), Policy.minimumQuorum(of: count))
        #expect(2 * quorum - count > faulty)
        #expect(count - faulty >= quorum)
        #expect(2 * (quorum - 1) - count <= faulty, "one less would not do")
    }

    @Test("the canonical text is read back, and is what other spellings become") func canonical() throws {
        let street = try SimulatedStreet()
        let policy = try street.policy()
        #expect(try Policy(parsing: policy.text, cryptography) == policy)
        let keys = street.gateways.reversed()
        let text = """
            # a comment
            \t witness one  \(street.gateways[0].mirrorKey) https://example.com/
            \(keys.map { "log \($0.logKey) https://example.com/" }.joined(separator: "\n"))

            witness zwei \(street.gateways[1].mirrorKey)
              # another
            witness trois \(street.gateways[2].mirrorKey)
            witness четыре \(street.gateways[3].mirrorKey)
            group all 3 one zwei\ttrois четыре
            quorum all
            """
        let other = try Policy(parsing: Array(text.utf8), cryptography)
        #expect(other == policy && other.text == policy.text && other.community.text == "linden.energy")
        #expect(
            String(decoding: policy.text, as: UTF8.self).hasSuffix(
                "group mirrors 3 roof-a/mirror roof-b/mirror roof-c/mirror roof-d/mirror\nquorum mirrors\n"))
    }

    @Test("what need not be kept stands in a comment, and is part of the policy") func minimumIndex() throws {
        let street = try SimulatedStreet()
        let policy = try street.policy()
        let text = String(decoding: policy.text, as: UTF8.self)
        let (one, other) = (street.gateways[0].origin, street.gateways[1].origin)
        let lines = "#minimum-index \(other) 7\n  ##\tminimum-index  \(one) 18446744073709551615\n"
        let narrower = try Policy(parsing: Array((lines + text).utf8), cryptography)
        #expect(narrower.minimumIndex(of: one) == .max && narrower.minimumIndex(of: other) == 7)
        #expect(narrower.minimumIndex(of: street.gateways[2].origin) == 0)
        #expect(narrower != policy && narrower.text != policy.text)
        #expect(try Policy(parsing: narrower.text, cryptography) == narrower)
        #expect(String(decoding: narrower.text, as: UTF8.self).contains("\n# minimum-index linden.energy/roof-b 7\n"))
        let nothing = "# minimum-index \(one) 0\n# an innocent comment about minimum-index\n#\n"
        #expect(try Policy(parsing: Array((text + nothing).utf8), cryptography) == policy)
    }

    @Test("a minimum index that is not one is no mere comment")
    func wrongMinimumIndex() throws {
        let street = try SimulatedStreet()
        let text = String(decoding: try street.policy().text, as: UTF8.self)
        let origin = street.gateways[0].origin
        let stranger = try Origin("linden.energy/roof-x")
        let wrong: [(String, Int, PolicyFault)] = [
            ("# minimum-index", 1, .minimumIndexForm), ("# minimum-index \(origin)", 1, .minimumIndexForm),
            ("# minimum-index \(origin) 07", 1, .minimumIndexForm),
            ("# minimum-index \(origin) -1", 1, .minimumIndexForm),
            ("# minimum-index \(origin) 18446744073709551616", 1, .minimumIndexForm),
            ("# minimum-index \(origin) 1 2", 1, .minimumIndexForm), ("# minimum-index Roof 1", 1, .minimumIndexForm),
            ("# minimum-index \(stranger) 1", 1, .minimumIndexOfUnknownLog(stranger)),
            (
                "# minimum-index \(origin) 1\n# minimum-index \(origin) 1", 2,
                .secondMinimumIndex(origin, firstLine: 1)
            ),
        ]
        for (line, number, fault) in wrong {
            #expect(throws: LedgerError.policy(line: number, fault), "\(line)") {
                try Policy(parsing: Array("\(line)\n\(text)".utf8), cryptography)
            }
        }
    }

    @Test("`all` and `any` are numbers", arguments: [("all", 2), ("2", 2)])
    func words(word: String, quorum: Int) throws {
        let street = try SimulatedStreet(["roof-a", "roof-b"])
        let text = String(decoding: try street.policy().text, as: UTF8.self).replacing(
            "mirrors 2", with: "mirrors \(word)")
        #expect(try Policy(parsing: Array(text.utf8), cryptography).quorum == quorum)
    }

    @Test("a larger quorum is allowed") func largerQuorum() throws {
        #expect(try SimulatedStreet().policy(quorum: 4).quorum == 4)
    }

    @Test("gateways with awkward names") func awkwardNames() throws {
        let policy = try SimulatedStreet(["none", "mirrors", "all", "any"]).policy()
        #expect(try Policy(parsing: policy.text, cryptography) == policy)
    }

    @Test("keys by their gateway") func lookup() throws {
        let street = try SimulatedStreet()
        let policy = try street.policy()
        for gateway in street.gateways {
            #expect(
                policy.log(gateway.origin) == gateway.logKey && policy.mirror(of: gateway.origin) == gateway.mirrorKey)
        }
        let stranger = try Origin("linden.energy/roof-z")
        #expect(policy.log(stranger) == nil && policy.mirror(of: stranger) == nil)
    }

    @Test(
        "how many of those who leave are needed for it",
        arguments: [(4, 1, 0), (4, 2, 1), (5, 1, 0), (7, 2, 0), (7, 3, 1)])
    func leaving(count: Int, leaving: Int, needed: Int) throws {
        let street = try SimulatedStreet((0..<count).map { "roof-\($0)" })
        let policy = try street.policy()
        let gone = Set(street.gateways.prefix(leaving).map(\.origin))
        let smaller = try policy.changed(removing: gone, quorum: nil, cryptography)
        #expect(policy.leavingMirrorsNeeded(for: smaller) == needed)
        #expect(smaller.leavingMirrorsNeeded(for: policy) == 0)
    }
}
