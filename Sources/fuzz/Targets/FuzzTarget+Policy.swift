import Ledger
import Statements

/// Whom a community trusts.
extension FuzzTarget {
    /// A policy has comments, blanks and names of its author's choice, so more than one text.
    static let policy = spelled(
        "policy", sizeLimit: 8192,
        seeds: { _ in
            let street = try FuzzStreet.shared.get()
            let text = String(decoding: street.policy.text, as: UTF8.self)
            let spacious = "# A comment\n\n" + text.split(separator: " ").joined(separator: "\t ")
            let cards = try street.gateways.map { try $0.card().text }.joined()
            let names = street.gateways.map { "\($0.origin.gateway)/mirror" }.joined(separator: " ")
            let keys = street.gateways.map { "log \($0.logKey) https://example.org/\n" }.joined()
            let two = street.gateways.prefix(2).map { "witness \($0.origin.gateway) \($0.mirrorKey) url\n" }.joined()
            let texts = [
                text, spacious, cards + "group g 3 \(names)\nquorum g\n", cards + "group g all \(names)\nquorum g\n",
                keys + two + "group pair all roof-a roof-b\nquorum pair\n", cards + "quorum none\n",
                "# minimum-index \(street.honest.origin) 512\n" + text,
                text + "#minimum-index \(street.forked.origin) 18446744073709551615\n",
                text + "# end \(street.forked.origin) 3 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                text.replacing(" 3 ", with: " any "), text.replacing("quorum mirrors\n", with: ""),
            ]
            return texts.map { Array($0.utf8) }
        },
        decode: { try Policy(parsing: $0, cryptography) }, encode: { $0.text },
        also: { policy in
            let (count, faults) = (policy.mirrors.count, policy.faultLimit)
            try require(count > 0 && !policy.logs.isEmpty, "nobody is in it")
            // Any two quorums share more mirrors than may lie.
            try require(2 * policy.quorum - count > faults, "\(policy.quorum) of \(count) is too small")
            try require(policy.quorum <= count, "\(policy.quorum) of \(count) is too much")
            let names = Set((policy.logs + policy.mirrors).map(\.name))
            let keys = Set((policy.logs + policy.mirrors).map(\.publicKey))
            let total = policy.logs.count + count
            try require(names.count == total && keys.count == total, "a name or a key has two roles")
        })

    /// The versions of a policy. Lines of strangers and repeated ones are passed over, so more than one text.
    static let history = spelled(
        "history", sizeLimit: 16_384,
        seeds: { _ in
            let street = try FuzzStreet.shared.get()
            var history = try PolicyHistory(founding: street.policy)
            var texts = [street.policy.text]
            for gateway in street.gateways.prefix(3) {
                try history.sign(by: gateway.logKey, with: gateway.logSigner)
                texts.append(history.bytes)
            }
            try history.propose(
                street.policy.changed(
                    ending: [street.forked.origin: LogEnd(size: 3, root: cryptography.sha256([]))], quorum: nil,
                    cryptography),
                cryptography)
            for gateway in street.gateways.suffix(3) {
                try history.sign(by: gateway.logKey, with: gateway.logSigner)
                texts.append(history.bytes)
            }
            return texts
        },
        decode: { try PolicyHistory(parsing: $0, cryptography) }, encode: { $0.bytes },
        also: { history in
            let street = try FuzzStreet.shared.get()
            for signed in history.versions {
                try require(signed.signers.count >= signed.needed, "a version is in force without a quorum")
            }
            // Nobody else holds keys, so what their quorum signed is what they were asked to sign.
            guard let first = history.versions.first, first.electors == street.policy.memberKeys else { return }
            try require(first.version.policy == street.policy, "the members never signed this first version")
            try require(history.versions.count <= 2, "the members signed two versions")
        })
}
