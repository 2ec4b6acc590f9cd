/// What a document may cost before it is refused. The defaults are far above any configuration written by hand.
package struct YAMLLimits: Hashable, Sendable {
    /// Size of the file in bytes.
    package var byteCount = 1 << 20
    /// Lists and maps inside each other.
    package var depth = 32
    /// Texts, lists and maps together, keys included.
    package var nodeCount = 20_000

    package init() {}
}
