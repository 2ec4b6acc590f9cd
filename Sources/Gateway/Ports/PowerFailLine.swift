/// The line on which the board says that its power fails.
package struct PowerFailLine: Sendable {
    /// Its edges: rising when the power goes, falling when it is back. The meter's name in an event says nothing.
    package var source: any LineSource
    /// Whether the line said so already when it was requested from the kernel.
    package var isActive: Bool

    package init(source: any LineSource, isActive: Bool) {
        self.source = source
        self.isActive = isActive
    }
}
