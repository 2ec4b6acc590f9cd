import Gateway
import Ledger
import System

/// Where a gateway's configuration wants its community's policy, and what may take the place of what is there.
struct PolicyPlace {
    /// Where the policy lies.
    let path: String

    /// - Throws: an unusable ``Finding`` where the configuration names no policy.
    init(of file: ConfigurationFile) throws(Finding) {
        guard let name = file.configuration.policyFile else {
            throw .unusable("\(file.path) names no policy: add “policy: NAME” to it.")
        }
        path = file.resolve(name)
    }

    /// The versions that are here; of a plain policy the history that begins with it. `nil` where there is nothing.
    func history() throws(Finding) -> PolicyHistory? {
        FileKind(of: path) == .nothing ? nil : try PolicyHistoryFile.history(in: path)
    }

    /// Replaces what is there, if the new versions go on from it.
    /// - Parameter source: where they come from, for words.
    /// - Throws: a negative ``Finding`` where they do not, or wait for signatures.
    func adopt(_ history: PolicyHistory, from source: String) throws(Finding) {
        var new = history
        if new.proposal != nil { throw .negative("\(source): \(CommunityStatus.sentence(new))") }
        if FileKind(of: path) != .nothing { try check(&new, against: path, source) }
        do throws(SystemError) {
            try DurableFile.write(new.bytes, to: path, mode: 0o644)
        } catch {
            throw .unusable("\(error)")
        }
    }

    /// What is adopted must hold all that is here, and may hold more.
    private func check(_ new: inout PolicyHistory, against path: String, _ source: String) throws(Finding) {
        guard PolicyHistory.isHistory(try InputFile.read(path, limit: PolicyHistory.sizeLimit)) else {
            guard new.versions.first?.version.policy == (try PolicyFile.read(path)) else {
                throw .negative(
                    "the first version of \(source) is another policy than \(path): ask the members which of them founded the community."
                )
            }
            return
        }
        let old = try PolicyHistoryFile(reading: path).history
        guard new.versions.count >= old.versions.count else {
            throw .negative(
                "\(source) ends with version \(new.versions.count), and version \(old.versions.count) is in force here: get the newest."
            )
        }
        do throws(LedgerError) {
            try new.merge(old)
        } catch {
            throw .negative("\(source) and \(path): \(error)")
        }
    }
}
