import Gateway
import Ledger
import Signing
import Statements
import System

/// A configuration file that was read, with what its relative names are relative to.
struct ConfigurationFile {
    /// The name that `init` gives it.
    static let usualName = "heliograph.yaml"

    /// As the person wrote it.
    let path: String
    let configuration: GatewayConfiguration
    /// SHA-256 of the file: a changed configuration is an event.
    let digest: Digest

    /// Reads a file, or the file of the usual name in a folder.
    /// - Throws: an unusable ``Finding`` with a line for each problem: file, line, column, what to write instead.
    init(reading path: String) throws(Finding) {
        let file = FileKind(of: path) == .folder ? "\(path)/\(Self.usualName)" : path
        try self.init(path: file, try InputFile.read(file))
    }

    /// What was read of a file before.
    init(path: String, configuration: GatewayConfiguration, digest: Digest) {
        self.path = FileKind(of: path) == .folder ? "\(path)/\(Self.usualName)" : path
        self.configuration = configuration
        self.digest = digest
    }

    /// Takes `bytes` for what the file at `path` holds, or shall hold.
    init(path: String, _ bytes: [UInt8]) throws(Finding) {
        configuration = try YAMLFile.parse(bytes, path: path) { node throws(ConfigurationError) in
            try GatewayConfiguration(node)
        }
        self.path = path
        digest = OpenSSLCryptography().sha256(bytes)
    }

    /// A name from the file as this process finds it.
    func resolve(_ name: String) -> String {
        if name.hasPrefix("/") { return name }
        return name == "." ? folder : path.lastIndex(of: "/").map { String(path[...$0]) + name } ?? name
    }

    /// The folder that the file lies in, as the person wrote it.
    var folder: String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "." }

    /// Where database and keys are.
    var state: StateDirectory { StateDirectory(path: resolve(configuration.stateDirectory)) }
}
