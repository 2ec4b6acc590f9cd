import System

/// Files that must not exist yet: nothing that a person may have edited is ever overwritten.
enum NewFile {
    /// Writes a new file; it is on disk on return.
    /// - Parameter mode: its permission bits.
    static func write(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(Finding) {
        try checkNothing(is: path)
        do throws(SystemError) {
            try DurableFile.create(bytes, at: path, mode: mode)
        } catch {
            throw .unusable("\(error)")
        }
    }

    /// A new file that is written piece by piece, and is there once it is whole.
    static func stage(_ path: String) throws(Finding) -> StagedFile {
        try checkNothing(is: path)
        do throws(SystemError) {
            return try StagedFile(path)
        } catch {
            throw .unusable("\(error)")
        }
    }

    private static func checkNothing(is path: String) throws(Finding) {
        guard FileKind(of: path) == .nothing else {
            throw .unusable("\(path) exists and is left as it is: choose another name, or move it away.")
        }
    }
}
