package import Metering

/// What a gateway needs to go on after its card: its private keys, encrypted, and the files beside them, in one text that can
/// be printed. Sources/Statements/FORMAT.md, “Key backup”.
///
/// The mirror's key is no part of it: it dies with the database that remembers what it cosigned.
package struct KeyBackup: Hashable, Sendable {
    /// Longer texts are not read; bytes.
    package static let sizeLimit = 512 << 10

    /// The gateway whose keys these are.
    package let origin: Origin
    /// When it was made, in whole seconds.
    package let madeAt: UnixTime
    /// In the order of their roles, each once; those of statement and log are always there.
    package let keys: [BackedUpKey]
    /// In the order of their roles, each once; the configuration is always there.
    package let files: [BackedUpFile]

    /// - Throws: ``StatementError/content(of:field:expected:)`` where a key or file is missing, doubled or out of order.
    package init(
        origin: Origin, madeAt: UnixTime, keys: [BackedUpKey], files: [BackedUpFile]
    ) throws(StatementError) {
        guard Self.isOrdered(keys.map(\.role)), keys.starts(with: BackedUpKey.Role.needed, by: { $0.role == $1 }) else {
            throw Self.fault(
                "the keys", "one each of statement and log, and perhaps tls, next-statement and next-log, in this order"
            )
        }
        guard Self.isOrdered(files.map(\.role)), files.first?.role == .configuration else {
            throw Self.fault("the files", "the configuration, then perhaps policy, authority, certificate, each once")
        }
        guard Self.times.contains(madeAt.seconds) else {
            throw Self.fault("the time", "from 0 to \(Self.times.upperBound) seconds since 1970")
        }
        self.origin = origin
        self.madeAt = UnixTime(seconds: madeAt.seconds)
        self.keys = keys
        self.files = files
    }

    /// The key of a role, if there is one.
    package func key(_ role: BackedUpKey.Role) -> BackedUpKey? { keys.first { $0.role == role } }

    /// The file of a role, if there is one.
    package func file(_ role: BackedUpFile.Role) -> BackedUpFile? { files.first { $0.role == role } }

    /// The lines that are signed, each ended by a line feed.
    package func signedText(_ cryptography: some Cryptography) -> String {
        let parts = keys.map { $0.text(cryptography) } + files.map { $0.text(cryptography) }
        return Self.beginning + "origin: \(origin)\nmade: \(madeAt.seconds)\n" + parts.joined()
    }

    /// The text as it is kept.
    /// - Parameters:
    ///   - words: lines for people, that stand above all others.
    ///   - signature: 64 bytes, the statement key's over ``signedText(_:)``.
    package func text(words: [String], signature: [UInt8], _ cryptography: some Cryptography) -> String {
        let parts = keys.map { $0.text(cryptography) } + files.map { $0.text(cryptography) }
        let remarks = words.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
        let head = "\(Self.beginning)origin: \(origin)\nmade: \(madeAt.seconds)\n"
        return ([remarks, head] + parts + ["\(Self.signature)\(hexadecimal(signature))\n"]).joined(separator: "\n")
    }

    /// What can be written for the time, in seconds: until the year 2242.
    static let times: ClosedRange<Int64> = 0...8_589_934_591
    static let beginning = "heliograph-backup: 1\n"
    static let signature = "signature: "

    private static func isOrdered<Role: CaseIterable & Equatable>(_ roles: [Role]) -> Bool {
        roles == Role.allCases.filter(roles.contains)
    }

    static func fault(_ field: String, _ expected: String) -> StatementError {
        .content(of: "a key backup", field: field, expected: expected)
    }
}
