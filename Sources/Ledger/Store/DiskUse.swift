/// What a store takes on its disk.
package struct DiskUse: Hashable, Sendable {
    /// The whole of it.
    package var bytes: UInt64
    /// How much of that is free for new entries.
    package var freeBytes: UInt64

    package init(bytes: UInt64, freeBytes: UInt64) {
        self.bytes = bytes
        self.freeBytes = freeBytes
    }
}
