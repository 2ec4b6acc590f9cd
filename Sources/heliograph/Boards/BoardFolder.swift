import FoundationEssentials
import Gateway
import System

/// Where the profiles of boards are: a folder for each, by the board's name.
struct BoardFolder {
    /// Where the package puts them, and where they are in a checkout.
    static let usualPaths = ["/usr/share/heliograph/boards", "board"]

    let path: String

    /// - Parameter path: what `--boards` names; without it, the first usual place that there is.
    /// - Throws: an unusable ``Finding`` where there is none.
    init(_ path: String?) throws(Finding) {
        if let path {
            guard FileKind(of: path) == .folder else {
                throw .unusable("--boards: there is no folder \(path).")
            }
            self.path = path
            return
        }
        guard let usual = Self.usualPaths.first(where: { FileKind(of: $0) == .folder }) else {
            throw .unusable(
                "there are no profiles of boards, neither in \(Self.usualPaths[0]) nor in ./\(Self.usualPaths[1]): name their folder with --boards."
            )
        }
        self.path = usual
    }

    /// The boards' names, sorted.
    var names: [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return entries.filter { FileKind(of: profilePath($0)) == .file }.sorted()
    }

    /// The profile of a board.
    /// - Throws: an unusable ``Finding``: there is none of that name, or file, line and column of each problem in it.
    func profile(named name: String) throws(Finding) -> BoardProfile {
        let names = names
        guard names.contains(name) else {
            throw .unusable("there is no board “\(name)” in \(path): there are \(names.joined(separator: ", ")).")
        }
        let path = profilePath(name)
        return try YAMLFile.parse(InputFile.read(path), path: path) { node throws(ConfigurationError) in
            try BoardProfile(node, name: name)
        }
    }

    /// The profile whose model is the longest that `model` begins with; `nil` where there is none.
    func profile(ofModel model: String) throws(Finding) -> BoardProfile? {
        var best: BoardProfile?
        for name in names {
            let profile = try profile(named: name)
            guard let prefix = profile.model, model.hasPrefix(prefix), prefix.count > best?.model?.count ?? 0 else {
                continue
            }
            best = profile
        }
        return best
    }

    /// What this machine's device tree calls it; `nil` on a machine without one.
    static func model() -> String? {
        let bytes = (try? SmallFile.read("/proc/device-tree/model")) ?? []
        let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        return text.isEmpty ? nil : text
    }

    private func profilePath(_ name: String) -> String { "\(path)/\(name)/profile.yaml" }
}
