import Ledger
import Metering
import Signing
import Statements
import Testing

/// A good policy of four gateways, with one thing wrong. Lines 1-4 are logs, 5-8 witnesses, 9 the group, 10 the quorum.
@Suite("Refused policies") struct PolicyRefusalTests {
    private let street: SimulatedStreet
    private let lines: [String]

    init() throws {
        street = try SimulatedStreet()
        lines = String(decoding: try street.policy().text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func expect(
        _ lines: [String], line: Int, _ fault: PolicyFault, _ reason: Comment = "",
        at location: SourceLocation = #_sourceLocation
    ) {
        let text = Array(lines.joined(separator: "\n").utf8)
        let error = LedgerError.policy(line: line, fault)
        #expect(throws: error, reason, sourceLocation: location) { try Policy(parsing: text, cryptography) }
        #expect(error.description.hasPrefix("Policy, line \(line): "))
        #expect(error.description.count > 30, "a remedy", sourceLocation: location)
    }

    /// The good policy with a line exchanged, `nil` removing it.
    private func with(_ line: Int, _ text: String?) -> [String] {
        lines[..<(line - 1)] + (text.map { [$0] } ?? []) + lines[line...]
    }

    @Test("the policy itself is good") func good() throws {
        _ = try Policy(parsing: Array(lines.joined(separator: "\n").utf8), cryptography)
    }

    @Test("quorums") func quorums() {
        let members = "roof-a/mirror roof-b/mirror roof-c/mirror roof-d/mirror"
        expect(with(9, "group mirrors 2 \(members)"), line: 9, .quorumTooSmall(2, least: 3, mirrorCount: 4))
        expect(with(9, "group mirrors any \(members)"), line: 9, .quorumTooSmall(1, least: 3, mirrorCount: 4))
        expect(with(9, "group mirrors 5 \(members)"), line: 9, .threshold("5", memberCount: 4), "more than there are")
        for text in ["0", "03", "-3", "+3", "3.0", "most", "18446744073709551619"] {
            expect(with(9, "group mirrors \(text) \(members)"), line: 9, .threshold(text, memberCount: 4))
        }
        expect(with(10, "quorum none"), line: 10, .quorumNone)
        expect(with(10, "quorum everyone"), line: 10, .unknownQuorum("everyone"))
        expect(with(10, "quorum roof-a/mirror"), line: 10, .quorumNotGroup("roof-a/mirror"))
        expect(lines + ["quorum mirrors"], line: 11, .secondQuorum)
        expect(with(10, nil), line: 9, .noQuorum)
        expect([], line: 1, .noQuorum, "an empty policy")
        expect([lines[9]] + lines[..<9], line: 1, .unknownQuorum("mirrors"), "quorum before its group")
    }

    @Test("groups") func groups() {
        let three = "roof-a/mirror roof-b/mirror roof-c/mirror"
        expect(with(9, "group mirrors 3 \(three)"), line: 8, .outsideGroup(witness: "roof-d/mirror"))
        expect(with(9, "group mirrors 3 \(three) roof-e"), line: 9, .unknownMember("roof-e"))
        expect(with(9, "group mirrors 3 \(three) none"), line: 9, .unknownMember("none"))
        expect(with(9, "group mirrors 3 \(three) roof-a/mirror"), line: 9, .repeatedMember("roof-a/mirror"))
        expect(with(9, "group roof-a/mirror 3 \(three)"), line: 9, .duplicateName("roof-a/mirror", firstLine: 5))
        expect(with(9, "group none 3 \(three)"), line: 9, .reservedName)
        let nested = lines[..<8] + ["group west 2 \(three)", "group mirrors 2 west roof-d/mirror", lines[9]]
        expect(Array(nested), line: 10, .secondGroup, "a group of a group")
        expect(
            [lines[8]] + lines[..<8] + [lines[9]], line: 1, .unknownMember("roof-a/mirror"), "group before its members")
    }

    @Test("keys") func keys() throws {
        let (one, two) = (street.gateways[0], street.gateways[1])
        expect(with(1, "log \(one.mirrorKey)"), line: 1, .logKeyOfOtherKind(one.mirrorKey.name))
        expect(with(5, "witness roof-a/mirror \(one.logKey)"), line: 5, .witnessKeyOfOtherKind(one.logKey.name))
        expect(lines + [lines[0]], line: 11, .duplicateKey(one.logKey.name, firstLine: 1), "a log twice")
        expect(
            lines + ["witness again \(one.mirrorKey)"], line: 11, .duplicateKey(one.mirrorKey.name, firstLine: 5),
            "a mirror twice, under two names")
        let second = try NoteKey.log(of: one.origin, SimulatedStreet.signer(99).publicKey, cryptography)
        expect(
            lines + ["log \(second)"], line: 11, .duplicateKeyName(one.logKey.name, firstLine: 1), "two keys of one log"
        )
        let shared = try NoteKey.mirror(of: two.origin, one.logKey.publicKey, cryptography)
        expect(
            with(6, "witness roof-b/mirror \(shared)"), line: 6, .duplicateKey(shared.name, firstLine: 1),
            "a log key that is a mirror key too")
        let renamed = try NoteKey(
            name: two.logKey.name, kind: .signature, publicKey: one.logKey.publicKey, cryptography)
        expect(with(2, "log \(renamed)"), line: 2, .duplicateKey(renamed.name, firstLine: 1), "one key, two origins")
        let text = "\(one.logKey)".replacing("+90e206c8+", with: "+90e206c9+")
        expect(
            with(1, "log \(text)"), line: 1,
            .key(.wrongKeyID(one.logKey.name, found: 0x90e2_06c9, expected: 0x90e2_06c8)), "a mistyped key ID")
        expect(with(1, "log example"), line: 1, .key(.malformed("example")), "no key")
        expect(Array(lines[4...]), line: 6, .noLog)
    }

    @Test("names") func names() throws {
        let key = try SimulatedStreet.signer(99).publicKey
        func named(_ text: String, _ kind: NoteKey.Kind) throws -> NoteKey {
            try NoteKey(name: KeyName(Array(text.utf8)), kind: kind, publicKey: key, cryptography)
        }
        for text in [
            "roof-e", "linden.energy/roof-e/x", "linden.energy/Roof-E", "https://linden.energy/roof-e",
            "linden.energy/",
        ] {
            let log = try named(text, .signature)
            expect(lines + ["log \(log)"], line: 11, .logName(log.name))
        }
        for text in [
            "linden.energy/roof-e", "linden.energy/roof-e/witness", "roof-e/mirror", "/mirror", "linden.energy//mirror",
        ] {
            let mirror = try named(text, .cosignature)
            expect(lines + ["witness x \(mirror)"], line: 11, .witnessKeyName(mirror.name))
        }
        let stranger = try named("oak.energy/roof-e", .signature)
        expect(lines + ["log \(stranger)"], line: 11, .otherCommunity("oak.energy", expected: "linden.energy"))
        let mirror = try named("oak.energy/roof-e/mirror", .cosignature)
        expect(lines + ["witness x \(mirror)"], line: 11, .otherCommunity("oak.energy", expected: "linden.energy"))
        let sound = try named("linden.energy/roof-e/mirror", .cosignature)
        expect(lines + ["witness mirrors \(sound)"], line: 11, .duplicateName("mirrors", firstLine: 9))
        expect(lines + ["witness none \(sound)"], line: 11, .reservedName)
    }

    @Test("syntax") func syntax() {
        expect(with(3, "lgo \(street.gateways[2].logKey)"), line: 3, .unknownKeyword("lgo"))
        expect(with(3, "Log \(street.gateways[2].logKey)"), line: 3, .unknownKeyword("Log"))
        for (text, keyword) in [
            ("log", "log"), ("log a b c", "log"), ("witness a", "witness"), ("witness a b c d", "witness"),
            ("group a 1", "group"),
            ("quorum", "quorum"), ("quorum a b", "quorum"),
        ] {
            expect(with(3, text), line: 3, .fieldCount(keyword: keyword))
        }
        expect(with(2, lines[1] + "\r"), line: 2, .forbiddenByte(13), "CR")
        expect(with(2, "# \u{0}"), line: 2, .forbiddenByte(0), "NUL, in a comment")
        expect(with(2, "# \u{7F}"), line: 2, .forbiddenByte(127), "DEL, in a comment")
        expect(
            [String(repeating: "#", count: Policy.sizeLimit + 1)], line: 1, .tooLong(byteCount: Policy.sizeLimit + 1))
    }

    @Test("more mirrors than a note has room for") func tooManyMirrors() throws {
        let keys = try (0..<100).map { number in
            let key = PublicKey.ed25519([UInt8(number)] + Array(repeating: 1, count: 31))
            return try NoteKey.mirror(of: Origin("linden.energy/roof-\(number)"), key, cryptography)
        }
        let logs = [street.gateways[0].logKey]
        #expect(try Policy(logs: logs, mirrors: Array(keys.dropLast()), cryptography).mirrors.count == 99)
        #expect(throws: LedgerError.policy(line: 101, .tooManyWitnesses)) {
            try Policy(logs: logs, mirrors: keys, cryptography)
        }
    }
}
