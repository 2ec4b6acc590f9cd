import Ledger
import Signing
import Statements
import Storage

/// How far a gateway has followed its community's policy, as its database remembers: from there it only goes on.
///
/// So an older version that somebody puts in the place of the newest, or another history, is refused.
struct FollowedPolicy: Hashable {
    /// The version in use, from 1.
    let number: UInt64
    /// SHA-256 of its text.
    let digest: Digest

    /// The store's name for it.
    private static let setting = "policy-version"

    private init(_ version: PolicyVersion) {
        number = version.number
        digest = OpenSSLCryptography().sha256(version.text)
    }

    private init?(bytes: [UInt8]) {
        let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        guard words.count == 2, let number = UInt64(words[0]), number > 0,
            let digest = Base64.decode(Array(words[1].utf8)).flatMap({ Digest($0) })
        else { return nil }
        (self.number, self.digest) = (number, digest)
    }

    private var bytes: [UInt8] { Array("\(number) ".utf8) + Base64.encode(digest.bytes) }

    /// The policy of a file, if this gateway may follow it; from then on it is the one that it has followed.
    /// - Throws: a ``Finding`` where it is older than what this gateway has followed, or another history.
    static func follow(_ path: String, in store: Database) async throws -> KnownPolicy {
        let followed = try await store.setting(setting).flatMap(Self.init(bytes:))
        let file = try InputFile.read(path, limit: PolicyHistory.sizeLimit)
        guard PolicyHistory.isHistory(file) else {
            if let followed {
                throw Finding.unusable(
                    "\(path) is a policy without versions, and this gateway has followed its community's to version \(followed.number): put that back."
                )
            }
            return KnownPolicy(try PolicyFile.read(path))
        }
        // What is checked is what is followed: the file may be replaced at any time.
        let read = try PolicyHistoryFile(reading: path)
        guard let known = KnownPolicy(read.history, OpenSSLCryptography()) else {
            return KnownPolicy(try read.policy())
        }
        let versions = read.history.versions.map { Self($0.version) }
        if let followed {
            guard followed.number <= versions.count else {
                throw Finding.unusable(
                    "\(path) ends with version \(versions.count), and this gateway has followed its community's policy to version \(followed.number): get the newest, and no older one."
                )
            }
            guard versions[Int(followed.number) - 1] == followed else {
                throw Finding.unusable(
                    "version \(followed.number) in \(path) is another than the one that this gateway has followed: ask the members which community it is of."
                )
            }
        }
        if let newest = versions.last, newest != followed {
            try await store.commit([.setting(setting, newest.bytes)])
        }
        return known
    }
}
