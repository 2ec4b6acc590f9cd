import FoundationEssentials
import System

/// The folder that a demo street lives in.
struct DemoDirectory: Hashable, Sendable {
    let path: String

    /// A given folder, which must be empty or new, or a new one among the system's temporary files.
    /// - Throws: an unusable ``Finding``.
    static func open(_ path: String?) throws(Finding) -> Self {
        let files = FileManager.default
        let path = path ?? "\(files.temporaryDirectory.path)/heliograph-demo-\(UUID().uuidString.prefix(8))"
        do {
            try files.createDirectory(atPath: path, withIntermediateDirectories: true)
            guard try files.contentsOfDirectory(atPath: path).isEmpty else {
                throw Finding.unusable(
                    "\(path) is not empty: give a new folder, or run what is in it with `heliograph run`")
            }
        } catch let finding as Finding {
            throw finding
        } catch {
            throw .unusable("\(path): \(error)")
        }
        return Self(
            path: files.currentDirectoryPath.isEmpty || path.hasPrefix("/")
                ? path : "\(files.currentDirectoryPath)/\(path)")
    }

    /// A folder within.
    func folder(_ name: String) throws(Finding) -> String {
        do {
            try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
        } catch {
            throw .unusable("\(path)/\(name): \(error)")
        }
        return "\(path)/\(name)"
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
