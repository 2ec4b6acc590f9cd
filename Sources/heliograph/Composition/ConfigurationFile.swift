import Gateway
import Ledger
import Signing
import Statements
import System
import YAML

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

    /// Takes `bytes` for what the file at `path` holds, or shall hold.
    init(path: String, _ bytes: [UInt8]) throws(Finding) {
        let problems: [String]
        do throws(YAMLError) {
            let node = ConfigurationNode(try YAMLDocument.parse(bytes))
            do throws(ConfigurationError) {
                self.path = path
                configuration = try GatewayConfiguration(node)
                digest = OpenSSLCryptography().sha256(bytes)
                return
            } catch {
                problems = error.problems.map { "\(path):\($0)" }
            }
        } catch {
            problems = ["\(path):\(error.position.line):\(error.position.column): \(error)"]
        }
        throw .unusable(problems.joined(separator: "\n"))
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

extension ConfigurationNode {
    /// The same node in the shell's words.
    init(_ node: YAMLNode) {
        let content: Content =
            switch node.content {
            case .scalar(let text, _): .text(text)
            case .sequence(let elements): .list(elements.map { Self($0) })
            case .mapping(let members):
                .map(
                    members.map { member in
                        ConfigurationMember(
                            key: member.key, position: ConfigurationPosition(member.position), value: Self(member.value)
                        )
                    })
            }
        self.init(content: content, position: ConfigurationPosition(node.position))
    }
}

extension ConfigurationPosition {
    fileprivate init(_ position: YAMLPosition) { self.init(line: position.line, column: position.column) }
}
