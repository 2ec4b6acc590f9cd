/// What a decoder accepts at most, so that hostile bytes cost little.
package struct CBORLimits: Hashable, Sendable {
    /// How deep any item that Heliograph reads may nest, the outermost included. Fixed for ever: all mirrors must agree.
    package static let depthLimit = 16

    /// Bytes of the whole.
    package let size: Int
    /// Items of every kind, keys and containers included.
    package let items: Int

    package init(size: Int, items: Int = 4096) {
        self.size = size
        self.items = items
    }

    /// For a statement's payload.
    package static let statement = CBORLimits(size: Entry.sizeLimit)
}
