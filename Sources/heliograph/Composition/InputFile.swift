import Glibc
import System

/// Files that a person names on the command line.
enum InputFile {
    /// The file's bytes.
    /// - Throws: an unusable ``Finding`` with the file's name and the reason.
    static func read(_ path: String, limit: Int = 1 << 20) throws(Finding) -> [UInt8] {
        do throws(SystemError) {
            return try SmallFile.read(path, limit: limit)
        } catch {
            if case .file(_, _, EACCES) = error {
                throw .unusable("\(error) Only root and the service's user may: run this with sudo.")
            }
            throw .unusable("\(error)")
        }
    }
}
