import Gateway
import Signing
import System

/// The file of the statement key, and that of the key which takes over from it.
struct StatementKeyFiles: KeyRenewal {
    private let state: StateDirectory

    init(_ state: StateDirectory) { self.state = state }

    /// The key that takes over; `nil` where the statement key is not being renewed.
    func loadNext() throws(SigningError) -> PrivateKey? {
        FileKind(of: state.nextStatementKey) == .nothing ? nil : try KeyFile.load(state.nextStatementKey)
    }

    func finish() throws {
        guard !state.isStatementKeyCredential else {
            throw Finding.unusable(
                "\(state.statementKey) is handed over by systemd: put \(state.nextStatementKey) in its place, encrypted, and remove it here"
            )
        }
        try DurableFile.replace(state.statementKey, by: state.nextStatementKey)
    }
}
