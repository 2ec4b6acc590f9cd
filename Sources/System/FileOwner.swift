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
}
