internal import CSystem
internal import Glibc

/// What a path names, without following a last symbolic link.
package struct FileStatus: Hashable, Sendable {
    /// What sort of thing has the name.
    package enum Kind: Hashable, Sendable { case file, directory, link, socket, device, other }

    /// Of the thing itself: a link is a link, whatever it leads to.
    package let kind: Kind
    /// The permission bits, `0...0o7777`.
    package let permissions: UInt32
    /// The owner's user number.
    package let owner: UInt32
    /// The group's number; ``GroupName`` knows what it is called.
    package let group: UInt32
    /// In bytes.
    package let size: Int64
    /// When the content last changed, in ns since 1970.
    package let changed_ns: Int64

    /// - Throws: ``SystemError/file(call:path:errno:)``; `ENOENT` where nothing has that name.
    package init(of path: String) throws(SystemError) {
        var mode: mode_t = 0
        var owner: uid_t = 0
        var group: gid_t = 0
        var size: Int64 = 0
        var changed: Int64 = 0
        // SAFETY: locals that the call fills.
        let status = unsafe csystem_status(path, &mode, &owner, &group, &size, &changed)
        let code = errno
        guard status == 0 else { throw .file(call: "lstat", path: path, errno: code) }
        kind =
            switch mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            case S_IFSOCK: .socket
            case S_IFCHR, S_IFBLK: .device
            default: .other
            }
        permissions = UInt32(mode & 0o7777)
        self.owner = owner
        self.group = group
        self.size = size
        changed_ns = changed
    }

    /// Whether this process may read and write what a path leads to: access(2).
    package static func isUsable(_ path: String) -> Bool { unsafe access(path, R_OK | W_OK) == 0 }

    /// Whether nobody but the owner may read or write.
    package var isPrivate: Bool { permissions & 0o077 == 0 }

    /// Whether the file belongs to the user this process runs as.
    package var isOurs: Bool { owner == geteuid() }
}
