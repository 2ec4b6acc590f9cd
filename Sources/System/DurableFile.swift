internal import CSystem
internal import Glibc

/// Files that a power cut leaves whole: as they were, or as they were to be.
package enum DurableFile {
    /// Replaces a file, or makes it: written beside its place, brought to disk, renamed over it, and the directory brought
    /// to disk as well. A reader sees the old bytes or the new ones, never a part.
    /// - Parameters:
    ///   - mode: of the new file, whatever the umask: the file's old mode is not kept.
    ///   - owner: whose it is to be; `nil` for this process's user.
    /// - Throws: ``SystemError/file(call:path:errno:)``; the old file then still stands.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32, owner: FileOwner? = nil
    ) throws(SystemError) {
        let temporary = "\(path).\(getpid()).new"
        unsafe _ = unlink(temporary)  // left by a process of this number that a power cut ended
        do throws(SystemError) {
            try create(temporary, bytes, mode, owner)
            try check("rename", temporary, unsafe rename(temporary, path))
        } catch {
            unsafe _ = unlink(temporary)
            throw error
        }
        try synchroniseDirectory(of: path)
    }

    /// Puts a secret's file in the place of another, whose bytes are written over once that is on disk. Flash memory may keep a
    /// copy of them all the same.
    /// - Throws: ``SystemError/file(call:path:errno:)``; both files are there then, or the new one in the old one's place.
    package static func replace(_ path: String, by new: String) throws(SystemError) {
        let descriptor = unsafe csystem_open(path, O_WRONLY, 0)
        let code = errno
        guard descriptor >= 0 else { throw .file(call: "open", path: path, errno: code) }
        defer { close(descriptor) }
        var status = stat()
        try check("fstat", path, unsafe fstat(descriptor, &status))
        try check("rename", new, unsafe rename(new, path))
        try synchroniseDirectory(of: path)
        let blank = [UInt8](repeating: 0, count: Int(clamping: status.st_size))
        // SAFETY: the array's own memory, for the time of the call.
        unsafe try blank.span.withUnsafeBytes { content throws(SystemError) in
            unsafe try fill(descriptor, content, path)
        }
        try check("fsync", path, fsync(descriptor))
    }

    /// Makes a file that must not exist yet, and brings it and its directory to disk: a key is never overwritten.
    /// - Throws: ``SystemError/file(call:path:errno:)``; `EEXIST` where something has that name.
    package static func create(_ bytes: [UInt8], at path: String, mode: UInt32) throws(SystemError) {
        try create(path, bytes, mode, nil)
        try synchroniseDirectory(of: path)
    }

    /// Makes a file that must not exist yet, and brings it to disk, but not the directory.
    static func create(
        _ content: SecretBytes, at path: String, mode: UInt32, owner: FileOwner?
    ) throws(SystemError) {
        // SAFETY: the content's own memory, for the time of the call.
        unsafe try content.withBytes { bytes throws(SystemError) in unsafe try create(path, bytes, mode, owner) }
    }

    /// Writes one of many files of which none counts before ``synchroniseFiles(around:)`` and a last one: what was there of
    /// that name is replaced, and may be half of either after a power cut.
    /// - Throws: ``SystemError/file(call:path:errno:)``
    package static func stage(_ bytes: [UInt8], at path: String, mode: UInt32) throws(SystemError) {
        let descriptor = unsafe csystem_open(path, O_WRONLY | O_CREAT | O_TRUNC, mode_t(mode))
        let code = errno
        guard descriptor >= 0 else { throw .file(call: "open", path: path, errno: code) }
        defer { close(descriptor) }
        // SAFETY: the array's own memory, for the time of the call.
        unsafe try bytes.span.withUnsafeBytes { content throws(SystemError) in
            unsafe try fill(descriptor, content, path)
        }
    }

    /// Brings every file of the file system that `path` is in to disk, in one call where there are thousands (syncfs(2)).
    /// - Throws: ``SystemError/file(call:path:errno:)``
    package static func synchroniseFiles(around path: String) throws(SystemError) {
        let descriptor = unsafe csystem_open(path, O_RDONLY, 0)
        let code = errno
        guard descriptor >= 0 else { throw .file(call: "open", path: path, errno: code) }
        defer { close(descriptor) }
        try check("syncfs", path, csystem_synchronise(descriptor))
    }

    private static func create(
        _ path: String, _ bytes: [UInt8], _ mode: UInt32, _ owner: FileOwner?
    ) throws(SystemError) {
        // SAFETY: the array's own memory, for the time of the call.
        unsafe try bytes.span.withUnsafeBytes { content throws(SystemError) in
            unsafe try create(path, content, mode, owner)
        }
    }

    private static func create(
        _ path: String, _ bytes: UnsafeRawBufferPointer, _ mode: UInt32, _ owner: FileOwner?
    ) throws(SystemError) {
        let descriptor = unsafe csystem_open(path, O_WRONLY | O_CREAT | O_EXCL, mode_t(mode))
        let code = errno
        guard descriptor >= 0 else { throw .file(call: "open", path: path, errno: code) }
        defer { close(descriptor) }
        if let owner { try check("fchown", path, fchown(descriptor, owner.user, owner.group)) }
        try check("fchmod", path, fchmod(descriptor, mode_t(mode)))
        unsafe try fill(descriptor, bytes, path)
        try check("fsync", path, fsync(descriptor))
    }

    static func fill(
        _ descriptor: CInt, _ bytes: UnsafeRawBufferPointer, _ path: String
    ) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            // SAFETY: the rest of the caller's memory, and the call is told its size.
            let count = unsafe Glibc.write(
                descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            let code = errno
            if count < 0 && code == EINTR { continue }
            guard count > 0 else { throw .file(call: "write", path: path, errno: code) }
            written += count
        }
    }

    /// Brings the names in the folder of a file to disk.
    static func synchroniseDirectory(of path: String) throws(SystemError) {
        let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe csystem_open(parent, O_RDONLY | O_DIRECTORY, 0)
        let code = errno
        guard descriptor >= 0 else { throw .file(call: "open", path: parent, errno: code) }
        defer { close(descriptor) }
        try check("fsync", parent, fsync(descriptor))
    }

    private static func check(_ call: String, _ path: String, _ status: CInt) throws(SystemError) {
        let code = errno
        if status != 0 { throw .file(call: call, path: path, errno: code) }
    }
}
