internal import CSystem
internal import Glibc

/// Where a file lies, as a copy of it would not: on which file system, and there at which inode.
package struct FilePlace: Hashable, Sendable {
    /// The file system's number, where it is the same on every mount and in every machine (ext4, btrfs); 0 where the kernel
    /// makes it from the order in which it found the disks.
    package let filesystem: UInt64
    /// The file's number there: another one in every copy, and the same after a rename.
    package let inode: UInt64
    /// Whether it lies in memory alone (tmpfs, ramfs), and is gone at the next boot.
    package let isVolatile: Bool

    /// The file systems whose number comes from their UUID: ext2 to ext4, btrfs (statfs(2)).
    private static let lasting: Set<Int64> = [0xef53, 0x9123_683e]
    private static let volatile: Set<Int64> = [0x0102_1994, 0x8584_58f6]

    /// - Throws: ``SystemError/file(call:path:errno:)``.
    package init(of path: String) throws(SystemError) {
        var inode: UInt64 = 0
        var kind: Int64 = 0
        var filesystem: UInt64 = 0
        // SAFETY: locals that the call fills.
        let status = unsafe csystem_place(path, &inode, &kind, &filesystem)
        let code = errno
        guard status == 0 else { throw .file(call: "stat", path: path, errno: code) }
        self.inode = inode
        self.filesystem = Self.lasting.contains(kind) ? filesystem : 0
        isVolatile = Self.volatile.contains(kind)
    }
}
