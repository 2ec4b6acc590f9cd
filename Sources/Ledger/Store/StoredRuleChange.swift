/// An entry of a log that changes its rules, which a store keeps at hand, and for ever.
package struct StoredRuleChange: Hashable, Sendable {
    /// Its place in the log.
    package let index: UInt64
    /// As it was logged.
    package let entry: [UInt8]

    package init(index: UInt64, entry: [UInt8]) {
        self.index = index
        self.entry = entry
    }
}
