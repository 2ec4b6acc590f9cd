import Gateway
import Statements
import System

/// Where a configuration wants what a backup holds.
extension ConfigurationFile {
    /// The file of a key; `nil` where this gateway has none of the kind.
    func path(of role: BackedUpKey.Role) -> String? {
        switch role {
        case .statement: state.statementKey
        case .log: state.logKey
        case .tls: configuration.broker?.tls?.keyFile.map(resolve)
        case .nextStatement: state.nextStatementKey
        case .nextLog: state.nextLogKey
        }
    }

    /// The same, and `nil` as well where none of the kind has to be there: only while a key is renewed are there two.
    func neededPath(of role: BackedUpKey.Role) -> String? {
        path(of: role).flatMap { role.isNext && FileKind(of: $0) == .nothing ? nil : $0 }
    }

    /// A file that is no secret; `nil` where the configuration names none of the kind.
    func path(of role: BackedUpFile.Role) -> String? {
        switch role {
        case .configuration: path
        case .policy: configuration.policyFile.map(resolve)
        case .authority: (configuration.broker?.tls?.authorityFile).map(resolve)
        case .certificate: configuration.broker?.tls?.certificateFile.map(resolve)
        }
    }

    /// The user whose keys root reads and writes: the owner of the gateway's folder. `nil` for anybody but root.
    var keyOwner: FileOwner? { FileOwner(ofNewFilesIn: state.path) }

    /// A key's file as it is to be: nobody's but the service's.
    func keyFile(_ path: String, _ content: SecretBytes, previous: String? = nil) -> PlannedFile {
        PlannedFile(path: path, content: content, mode: 0o600, owner: keyOwner, previous: previous)
    }

    /// Another file as it is to be. What root makes is readable to the group of its folder, which the service is in.
    func plainFile(_ path: String, _ content: SecretBytes, previous: String? = nil) -> PlannedFile {
        let owner = FileOwner(ofNewFilesIn: Self.folder(of: path))
        return PlannedFile(
            path: path, content: content, mode: owner == nil ? 0o644 : 0o640, owner: owner, previous: previous)
    }

    /// The folder that a path is in.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }
}

extension BackedUpKey.Role {
    fileprivate var isNext: Bool { self == .nextStatement || self == .nextLog }

    /// For people.
    var purpose: String {
        switch self {
        case .statement: "signs readings"
        case .log: "signs checkpoints"
        case .tls: "opens the session with the broker"
        case .nextStatement: "is to sign readings, or signs them by now"
        case .nextLog: "is to sign checkpoints, or signs them by now"
        }
    }
}

extension BackedUpFile.Role {
    /// For people.
    var purpose: String {
        switch self {
        case .configuration: "the configuration"
        case .policy: "the community's policy"
        case .authority: "whose signature the broker's certificate bears"
        case .certificate: "this gateway's certificate"
        }
    }
}
