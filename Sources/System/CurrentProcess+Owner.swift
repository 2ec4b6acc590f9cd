internal import Glibc

extension CurrentProcess {
    /// Turns root's process into one of the user who owns a folder, with that user's groups, for good: so that a tool that
    /// root calls sees, may do and leaves behind what the service would.
    /// - Parameter folder: of the service; links are followed.
    /// - Returns: the user's name, or number where it has no name; `nil` where nothing was to be changed: this process is
    ///   not root's, the folder is, or there is no folder.
    /// - Throws: ``SystemError/failed(call:errno:)``; this process may then have lost a part of its rights.
    package static func becomeOwner(of folder: String) throws(SystemError) -> String? {
        var status = stat()
        // SAFETY: the path is a C string for the time of the call, which fills a local.
        guard geteuid() == 0, unsafe stat(folder, &status) == 0, status.st_uid != 0 else { return nil }
        let user = userEntry(of: status.st_uid)
        let group = user?.group ?? status.st_gid
        if let user {
            // SAFETY: the name is a C string for the time of the call.
            try check("initgroups", unsafe initgroups(user.name, group))
        } else {
            try check("setgroups", setgroups(0, nil))
        }
        try check("setgid", setgid(group))
        try check("setuid", setuid(status.st_uid))
        return user?.name ?? "user \(status.st_uid)"
    }

    private static func check(_ call: String, _ status: CInt) throws(SystemError) {
        let code = errno
        guard status == 0 else { throw .failed(call: call, errno: code) }
    }

    private static func userEntry(of user: uid_t) -> (name: String, group: gid_t)? {
        // SAFETY: entry and buffer are this function's own; the name points into the buffer and is copied before it ends.
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            var entry = unsafe passwd()
            var found: UnsafeMutablePointer<passwd>?
            guard let base = buffer.baseAddress, unsafe getpwuid_r(user, &entry, base, buffer.count, &found) == 0,
                unsafe found != nil
            else { return nil }
            return unsafe (String(cString: entry.pw_name), entry.pw_gid)
        }
    }
}
