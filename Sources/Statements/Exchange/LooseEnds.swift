/// What has arrived of a log beyond what is held whole. Its own gateway is told: another life of it may have published that
/// much, and a second history would begin with a second statement of the same index.
package struct LooseEnds: Hashable, Sendable {
    /// The entries' bytes, with their lengths, at most.
    package static let bundleLimit = 96 * 1024

    /// The newest checkpoint of which not every entry is held; `nil` where there is none.
    package var note: [UInt8]?
    /// Entries that no held checkpoint covers, as a tlog-tiles bundle in the order of their indices, perhaps with gaps; each
    /// says its own index.
    package var bundle: [UInt8]

    package init(note: [UInt8]?, bundle: [UInt8]) {
        self.note = note
        self.bundle = bundle
    }
}
