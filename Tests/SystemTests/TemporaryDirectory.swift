import Glibc
import System

/// A directory that goes with its owner.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/heliograph-system-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemError.failed(call: "mkdtemp", errno: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Flat by construction: whatever lies in it is a file.
    deinit {
        for name in names() { _ = unsafe unlink("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }

    /// What lies in it, by name.
    func names() -> [String] {
        // SAFETY: a directory stream of our own; each entry is read before the next is asked for.
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
                unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func makeDirectory(_ name: String) throws {
        guard unsafe mkdir("\(path)/\(name)", 0o755) == 0 else { throw SystemError.failed(call: "mkdir", errno: errno) }
    }

    func read(_ name: String) throws -> String {
        String(decoding: try SmallFile.read("\(path)/\(name)"), as: UTF8.self)
    }
}
