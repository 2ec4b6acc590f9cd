internal import Glibc

/// Whose a file is: a user's and a group's number.
package struct FileOwner: Hashable, Sendable {
    /// The user's number.
    package let user: UInt32
    /// The group's number.
    package let group: UInt32

    package init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }

    /// Whose files are to be that root puts into a folder for the service: the folder's own.
    /// - Returns: `nil` where this process is not root's, and can only make files of its own, or there is no folder.
    package init?(ofNewFilesIn folder: String) {
        var status = stat()
        // SAFETY: the path is a C string for the time of the call, which fills a local. Links are followed.
        guard geteuid() == 0, unsafe stat(folder, &status) == 0 else { return nil }
        self.init(user: status.st_uid, group: status.st_gid)
    }

    /// A user by name, with the user's own group.
    /// - Returns: `nil` where this process is not root's, and can only make files of its own, or there is no such user.
    package init?(named user: String) {
        guard geteuid() == 0 else { return nil }
        // SAFETY: entry and buffer are this call's own; two numbers are copied out of them before they end.
        let owner = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer -> Self? in
            var entry = unsafe passwd()
            var found: UnsafeMutablePointer<passwd>?
            guard let base = buffer.baseAddress, unsafe getpwnam_r(user, &entry, base, buffer.count, &found) == 0,
                unsafe found != nil
            else { return nil }
            return unsafe Self(user: entry.pw_uid, group: entry.pw_gid)
        }
        guard let owner else { return nil }
        self = owner
    }
}
