import Ledger
import Metering
import Signing
import Statements
import System

/// A member of whom it is shown that its key signed two successors of one version of the policy.
struct AccusedMember {
    /// The key of its log, with which it signs versions.
    let key: NoteKey
    let evidence: SuccessorEvidence

    /// The members that evidence is against.
    /// - Parameter history: it must have the version that both successors follow.
    static func all(in evidence: SuccessorEvidence, of history: PolicyHistory) throws(LedgerError) -> [Self] {
        try evidence.check(after: history.versions.map(\.version), OpenSSLCryptography()).members.map {
            Self(key: $0, evidence: evidence)
        }
    }

    /// Whether it is a member, by this key, in the version in force.
    func isMember(in history: PolicyHistory) -> Bool { history.policy?.memberKeys.contains(key) ?? false }

    /// Where the evidence lies beside the policy's file.
    func path(beside file: String) -> String { Self.path(beside: file, key) }

    private static func path(beside file: String, _ key: NoteKey) -> String {
        "\(file).evidence-\(key.name.logOrigin?.gateway.text ?? "member")"
    }

    /// Those of the members in force against whom evidence lies beside the policy's file.
    /// - Throws: a ``Finding`` for a file of that name that is none.
    static func read(beside file: String, of history: PolicyHistory) throws(Finding) -> [Self] {
        var accused: [Self] = []
        for key in history.policy?.memberKeys ?? [] {
            let path = path(beside: file, key)
            guard FileKind(of: path) != .nothing else { continue }
            let bytes = try InputFile.read(path, limit: SuccessorEvidence.sizeLimit)
            do throws(LedgerError) {
                let evidence = try SuccessorEvidence(parsing: bytes, OpenSSLCryptography())
                // Evidence may be older than the key that the member has now.
                accused += try all(in: evidence, of: history).filter { $0.key == key }
            } catch {
                throw .unusable("\(path) is no evidence that holds: move it away. \(error)")
            }
        }
        return accused
    }

    /// Puts the evidence beside the policy's file.
    func write(beside file: String) throws(Finding) {
        do throws(SystemError) {
            try DurableFile.write(evidence.bytes, to: path(beside: file), mode: 0o644)
        } catch {
            throw .unusable("\(error)")
        }
    }

    /// For the members: what it did, what shows it, and what to do.
    func sentence(beside file: String) -> String {
        let origin = key.name.description
        return
            "\(origin) (key \(KeyFingerprint(key).words)) signed two successors of version \(evidence.versions[0].number - 1), which no honest member does: \(path(beside: file)) shows it, and “heliograph verify --policy \(file)” checks it. It lies, or its key was stolen: agree by another way than its signature, and let it leave (“heliograph community propose --remove \(origin)”), or end its log (--end)."
    }
}
