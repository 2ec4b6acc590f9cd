import Glibc
import System

/// A directory that goes with its owner.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/heliograph-mqtt-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemError.failed(call: "mkdtemp", errno: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Flat by construction: whatever lies in it is a file.
    deinit {
        // SAFETY: a directory stream of our own; each entry is read before the next is asked for.
        guard let directory = unsafe opendir(path) else { return }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
                unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { _ = unsafe unlink("\(path)/\(name)") }
        }
        unsafe closedir(directory)
        _ = unsafe rmdir(path)
    }

    func write(_ text: String, to name: String) throws {
        try DurableFile.write(Array(text.utf8), to: "\(path)/\(name)", mode: 0o644)
    }

    func read(_ name: String) throws -> String {
        String(decoding: try SmallFile.read("\(path)/\(name)"), as: UTF8.self)
    }
}
