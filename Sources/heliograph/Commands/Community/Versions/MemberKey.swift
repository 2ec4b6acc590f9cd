import Ledger
import Signing
import Statements
import System

/// The key with which a member signs versions of a policy, and what it has signed before.
///
/// A member signs one successor of each version and no second one, or two could be in force. So what is about to be signed is
/// put down first, on the disk, beside the key.
struct MemberKey {
    /// One, or while the log's key is being renewed two: the version before says whose turn it is.
    private let signers: [PrivateKey]
    private let memory: String
    /// Whose files are that root makes for the service.
    private let owner: FileOwner?

    /// - Throws: what reading the key throws, in its words.
    init(_ options: MemberKeyOptions) throws(Finding) {
        let state = options.state.map { StateDirectory(path: $0) }
        guard let paths = options.key.map({ [$0] }) ?? state?.logKeyFiles, let path = paths.first else {
            throw .unusable("say with --state whose folder has the log's key, or with --key where it lies.")
        }
        try self.init(
            keys: paths, memory: options.state.map { "\($0)/signed-policies" } ?? "\(path).signed-policies",
            owner: options.state.flatMap { FileOwner(ofNewFilesIn: $0) })
    }

    /// The key of a gateway's log.
    init(of file: ConfigurationFile) throws(Finding) {
        try self.init(
            keys: file.state.logKeyFiles, memory: "\(file.state.path)/signed-policies", owner: file.keyOwner)
    }

    private init(keys paths: [String], memory: String, owner: FileOwner?) throws(Finding) {
        self.memory = memory
        self.owner = owner
        do throws(SigningError) {
            var signers: [PrivateKey] = []
            for path in paths { signers.append(try KeyFile.load(path, ownedBy: owner?.user)) }
            self.signers = signers
        } catch {
            throw .unusable("\(error)")
        }
    }

    /// Whether a key of a log or a member is this one.
    func isKey(_ key: NoteKey) -> Bool { signers.contains { $0.publicKey == key.publicKey } }

    /// Whether the key may sign the version that waits, and has not.
    func isAwaited(by history: PolicyHistory) -> Bool {
        guard let proposal = history.proposal else { return false }
        return proposal.electors.contains(where: isKey) && !proposal.signers.contains(where: isKey)
    }

    /// Signs the version that waits.
    /// - Throws: a ``Finding`` when this key is no member's, or has signed another successor of the same version.
    func sign(_ history: inout PolicyHistory) throws(Finding) {
        guard let proposal = history.proposal else {
            throw .unusable("no version waits for signatures in it: “heliograph community propose” makes one.")
        }
        guard let key = proposal.electors.first(where: isKey),
            let signer = signers.first(where: { $0.publicKey == key.publicKey })
        else {
            throw .negative(
                "this key is no member's: members sign with the key that the version before names for their log.")
        }
        try remember(proposal.version)
        do {
            try history.sign(by: key, with: signer)
        } catch {
            throw .unusable("\(error)")
        }
    }

    /// Puts down that a version will be signed.
    private func remember(_ version: PolicyVersion) throws(Finding) {
        let place = "\(version.policy.community) \(version.number) "
        let line = "\(place)\(OpenSSLCryptography().sha256(version.text))"
        var lines: [String] = []
        if FileKind(of: memory) != .nothing {
            lines = String(decoding: try InputFile.read(memory), as: UTF8.self).split(separator: "\n").map(String.init)
        }
        if let other = lines.first(where: { $0.hasPrefix(place) }) {
            guard other == line else {
                throw .negative(
                    "this key has signed another version \(version.number) of the policy already, as \(memory) says. Signing two would let two be in force: have the members agree on the one that is signed, or propose the change as the version after it."
                )
            }
            return
        }
        do throws(SystemError) {
            try DurableFile.write(
                Array((lines + [line]).map { $0 + "\n" }.joined().utf8), to: memory, mode: 0o600, owner: owner)
        } catch {
            throw .unusable("\(error)")
        }
    }
}
