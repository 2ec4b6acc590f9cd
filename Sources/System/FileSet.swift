internal import CSystem
internal import Glibc

/// Several new files of which there are all or none when the call returns.
package enum FileSet {
    /// Writes each beside its place, brings it to disk, and then gives each its name; none is ever written over.
    ///
    /// A file that is to be replaced keeps its bytes under another name. What was done is undone when anything fails; a power cut
    /// in the middle can leave a part of the files, each of them whole.
    /// - Throws: ``SystemError/file(call:path:errno:)``; `EEXIST` where something has a name that is to be new.
    // SAFETY: every path is a C string for the time of the call it is given to.
    package static func create(_ files: [PlannedFile]) throws(SystemError) {
        var undo: [() -> Void] = []
        do throws(SystemError) {
            for file in files {
                undo.append { unsafe _ = unlink(file.temporary) }
                unsafe _ = unlink(file.temporary)  // left by a process of this number that a power cut ended
                try DurableFile.create(file.content, at: file.temporary, mode: file.mode, owner: file.owner)
            }
            for file in files {
                if let previous = file.previous {
                    try check("link", previous, unsafe link(file.path, previous))
                    undo.append { unsafe _ = unlink(previous) }
                    try check("rename", file.path, unsafe rename(file.temporary, file.path))
                    undo.append { unsafe _ = rename(previous, file.path) }
                } else {
                    try check("link", file.path, unsafe link(file.temporary, file.path))
                    undo.append { unsafe _ = unlink(file.path) }
                    unsafe _ = unlink(file.temporary)
                }
            }
            for file in files { try DurableFile.synchroniseDirectory(of: file.path) }
        } catch {
            for step in undo.reversed() { step() }
            throw error
        }
    }

    private static func check(_ call: String, _ path: String, _ status: CInt) throws(SystemError) {
        let code = errno
        if status != 0 { throw .file(call: call, path: path, errno: code) }
    }
}
