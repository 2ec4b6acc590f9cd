/// What a gateway hands to whoever writes its community's policy: two lines of a tlog-policy, with a comment above them.
///
/// So cards put together, with a group and a quorum below, are a policy.
package struct MemberCard: Hashable, Sendable {
    /// Longer texts are not read; bytes.
    package static let sizeLimit = 2048

    /// The gateway's name, which both keys bear.
    package let origin: Origin
    /// The log's key as a C2SP vkey, whose name is the origin.
    package let logKey: String
    /// The mirror's key as a C2SP vkey, whose name is `origin/mirror`.
    package let mirrorKey: String

    /// - Throws: ``StatementError/content(of:field:expected:)`` when a key's name is not this origin's.
    package init(origin: Origin, logKey: String, mirrorKey: String) throws(StatementError) {
        try Self.check(logKey, field: "the log's key", name: "\(origin)")
        try Self.check(mirrorKey, field: "the mirror's key", name: "\(origin)/mirror")
        self.origin = origin
        self.logKey = logKey
        self.mirrorKey = mirrorKey
    }

    /// Three lines, each ended by a line feed.
    package var text: String {
        "\(Self.heading)\(origin)\nlog \(logKey)\nwitness \(origin.gateway)/mirror \(mirrorKey)\n"
    }

    /// - Throws: ``StatementError``: `tooLong`, or `content` for any text that is not one that ``text`` would give.
    package init(parsing text: String) throws(StatementError) {
        guard text.utf8.count <= Self.sizeLimit else { throw .tooLong(size: text.utf8.count, limit: Self.sizeLimit) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count == 4, lines[3].isEmpty, lines[0].hasPrefix(Self.heading) else {
            throw Self.fault("the text", "a heading, a log line and a witness line, each ended by a line feed")
        }
        guard let origin = try? Origin(String(lines[0].dropFirst(Self.heading.count))) else {
            throw Self.fault("the heading", "“\(Self.heading)” and an origin")
        }
        let (log, witness) = ("log ", "witness \(origin.gateway)/mirror ")
        guard lines[1].hasPrefix(log) else { throw Self.fault("the second line", "“\(log)” and a vkey") }
        guard lines[2].hasPrefix(witness) else { throw Self.fault("the third line", "“\(witness)” and a vkey") }
        try self.init(
            origin: origin, logKey: String(lines[1].dropFirst(log.count)),
            mirrorKey: String(lines[2].dropFirst(witness.count)))
    }

    private static let heading = "# Heliograph member "

    /// A vkey is a name, eight hexadecimal digits and base64, joined by “+”; base64 may hold one itself.
    private static func check(_ key: String, field: String, name: String) throws(StatementError) {
        let parts = key.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        let isBase64 = { (byte: UInt8) in byte > 0x20 && byte < 0x7f }
        guard parts.count == 3, parts[0] == name, parts[1].utf8.count == 8, !parts[2].isEmpty,
            key.utf8.allSatisfy(isBase64)
        else { throw fault(field, "a vkey whose name is \(name)") }
    }

    private static func fault(_ field: String, _ expected: String) -> StatementError {
        .content(of: "a member's card", field: field, expected: expected)
    }
}
