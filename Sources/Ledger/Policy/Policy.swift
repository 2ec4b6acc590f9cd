package import Metering
package import Statements

/// Whom a community trusts (C2SP tlog-policy): its logs, its mirrors, and how many mirrors make a record.
///
/// Narrower than the grammar allows, on purpose: one community, one flat group of all mirrors, and a quorum of which any two
/// share an honest mirror. README.md has the rule and its reason.
package struct Policy: Hashable, Sendable {
    /// No longer text is read, in bytes.
    package static let sizeLimit = 1024 * 1024
    /// A note has room for the lines of the log and of this many mirrors.
    package static let mirrorLimit = SignedNote.signatureLimit - 1

    /// The first part of the origin of every log and mirror.
    package let community: Name
    /// At least one, in the order of their origins.
    package let logs: [NoteKey]
    /// At least one, in the order of their gateways; each is named `origin/mirror`.
    package let mirrors: [NoteKey]
    /// How many mirrors make a record; never less than ``minimumQuorum``.
    package let quorum: Int
    /// Where a log's entries below an index need not be kept, that index; it is in the text, as a comment of the grammar's.
    let minimumIndices: [Origin: UInt64]
    /// Where the community ended a log; in the text in the same way.
    package let ends: [Origin: LogEnd]

    private let logKeys: [Origin: NoteKey]
    private let mirrorKeys: [Origin: NoteKey]
    /// What makes a record under this policy alone.
    package let rule: RecordRule
    /// The gateways of ``mirrors``, in the same order.
    let mirrorOrigins: [Origin?]

    /// What the parser has checked.
    init(
        community: Name, logs: [NoteKey], mirrors: [NoteKey], quorum: Int, minimumIndices: [Origin: UInt64] = [:],
        ends: [Origin: LogEnd] = [:]
    ) {
        self.community = community
        self.logs = logs.sorted { $0.name.description < $1.name.description }
        self.mirrors = mirrors.sorted { $0.name.description < $1.name.description }
        self.quorum = quorum
        mirrorOrigins = self.mirrors.map(\.name.mirrorOrigin)
        rule = RecordRule(logs: self.logs, mirrors: self.mirrors, quorum: quorum)
        let logOrigins = self.logs.map(\.name.logOrigin)
        logKeys = Self.byOrigin(logOrigins, self.logs)
        mirrorKeys = Self.byOrigin(mirrorOrigins, self.mirrors)
        self.minimumIndices = minimumIndices
        self.ends = ends
    }

    /// Reads a policy; empty lines and comments are allowed, URLs are skipped. A comment that begins with `minimum-index` is
    /// none to us: README.md.
    /// - Throws: ``LedgerError/policy(line:_:)`` for the first line that is wrong.
    package init(parsing text: [UInt8], _ cryptography: some Cryptography) throws(LedgerError) {
        var parser = PolicyParser()
        self = try parser.parse(text, cryptography)
    }

    /// A policy of these keys.
    /// - Parameters:
    ///   - quorum: how many mirrors make a record; `nil` for the least that is safe.
    ///   - minimumIndices: below which index of a log nobody has to keep entries, where that is not 0.
    ///   - ends: where logs end.
    /// - Throws: what ``init(parsing:_:)`` throws of the text that the policy would have.
    package init(
        logs: [NoteKey], mirrors: [NoteKey], quorum: Int? = nil, minimumIndices: [Origin: UInt64] = [:],
        ends: [Origin: LogEnd] = [:], _ cryptography: some Cryptography
    ) throws(LedgerError) {
        let count = quorum ?? Self.minimumQuorum(of: mirrors.count)
        let text = Self.text(logs: logs, mirrors: mirrors, quorum: count, minimumIndices: minimumIndices, ends: ends)
        try self.init(parsing: text, cryptography)
    }

    /// How many of `mirrorCount` mirrors may be dead or lying, together: ⌊(n−1)/3⌋.
    package static func faultLimit(of mirrorCount: Int) -> Int { max(mirrorCount - 1, 0) / 3 }

    /// The least quorum of which any two share an honest mirror: ⌊(n+f)/2⌋+1.
    package static func minimumQuorum(of mirrorCount: Int) -> Int {
        (mirrorCount + faultLimit(of: mirrorCount)) / 2 + 1
    }

    /// How many mirrors may be dead or lying, together, without harm to what is recorded.
    package var faultLimit: Int { Self.faultLimit(of: mirrors.count) }

    /// The least ``quorum`` that this number of mirrors allows.
    package var minimumQuorum: Int { Self.minimumQuorum(of: mirrors.count) }

    /// Whether a liar is outvoted, which takes four mirrors. With fewer he is found out: accountable, not Byzantine-safe.
    package var isByzantineSafe: Bool { mirrors.count >= 4 }

    /// Whether anything can become recorded: one mirror alone never records.
    package var canRecord: Bool { mirrors.count >= 2 }

    /// The key of this log, if the policy names it.
    package func log(_ origin: Origin) -> NoteKey? { logKeys[origin] }

    /// The key with which this gateway cosigns others' logs and its own, if the policy names it.
    package func mirror(of origin: Origin) -> NoteKey? { mirrorKeys[origin] }

    /// Entries of a log below this index need not be kept by anybody once they are recorded and old; 0 unless the policy names
    /// another.
    package func minimumIndex(of log: Origin) -> UInt64 { minimumIndices[log] ?? 0 }

    private static func byOrigin(_ origins: [Origin?], _ keys: [NoteKey]) -> [Origin: NoteKey] {
        Dictionary(zip(origins, keys).compactMap { origin, key in origin.map { ($0, key) } }) { first, _ in first }
    }

    /// The canonical text: one policy, one text. Comments, URLs and the names that the author gave are not in it.
    package var text: [UInt8] {
        Self.text(logs: logs, mirrors: mirrors, quorum: quorum, minimumIndices: minimumIndices, ends: ends)
    }

    private static func text(
        logs: [NoteKey], mirrors: [NoteKey], quorum: Int, minimumIndices: [Origin: UInt64], ends: [Origin: LogEnd]
    ) -> [UInt8] {
        // A name within the policy has a slash, so that no gateway's name collides with the group's, or with `none`.
        let witnesses = mirrors.map { key in
            (key.name.mirrorOrigin.map { "\($0.gateway)/mirror" } ?? key.name.description, key)
        }
        let indices = minimumIndices.sorted { $0.key < $1.key }
        let lines =
            logs.map { "log \($0)" } + indices.map { "# minimum-index \($0.key) \($0.value)" }
            + ends.sorted { $0.key < $1.key }.map {
                "# end \($0.key) \($0.value.size) \(String(decoding: Base64.encode($0.value.root.bytes), as: UTF8.self))"
            }
            + witnesses.map { "witness \($0) \($1)" }
            + ["group mirrors \(quorum) " + witnesses.map(\.0).joined(separator: " "), "quorum mirrors"]
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }
}
