internal import Glibc

/// A file as it is to be.
package struct PlannedFile: Sendable {
    /// Its name.
    package let path: String
    /// All of it.
    package let content: SecretBytes
    /// The permission bits.
    package let mode: UInt32
    /// Whose it is to be; `nil` for this process's user.
    package let owner: FileOwner?
    /// Under which name the file that has `path` now is kept; `nil` where nothing may have that name.
    package let previous: String?

    package init(
        path: String, content: SecretBytes, mode: UInt32, owner: FileOwner? = nil, previous: String? = nil
    ) {
        self.path = path
        self.content = content
        self.mode = mode
        self.owner = owner
        self.previous = previous
    }

    /// Where it is written before it gets its name.
    var temporary: String { "\(path).\(getpid()).new" }
}
