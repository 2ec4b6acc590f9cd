import FoundationEssentials
import System

/// A new directory for scratch files, which goes when the benches are done.
struct BenchFolder {
    let path: String

    /// - Throws: an unusable ``Finding`` where it cannot be made.
    init(below parent: String) throws(Finding) {
        path = "\(parent)/heliograph-bench-\(CurrentProcess.identifier)"
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        } catch {
            throw .unusable("\(path) could not be made: name another --directory.")
        }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// A new folder within.
    func folder(_ name: String) throws(Finding) -> String {
        try? FileManager.default.removeItem(atPath: file(name))
        do {
            try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: false)
        } catch {
            throw .unusable("\(file(name)) could not be made: \(error)")
        }
        return file(name)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Forgets a database, with all that SQLite keeps beside it.
    func removeDatabase(_ name: String) {
        for suffix in ["", "-wal", "-shm", "-lock"] { try? FileManager.default.removeItem(atPath: file(name + suffix)) }
    }
}
