package import Metering

/// Where an input's edges begin.
package struct InputStart: Hashable, Sendable {
    /// When it was requested from the kernel, at the latest: later edges are all reported, and their numbers begin at 1.
    package let opened: MonotonicTime
    /// Whether it was active right after that. An edge that came in between may already be part of it.
    package let isActive: Bool

    package init(opened: MonotonicTime, isActive: Bool) {
        self.opened = opened
        self.isActive = isActive
    }
}
