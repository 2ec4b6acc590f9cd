package import Metering

/// Where an input's edges begin.
package struct InputStart: Hashable, Sendable {
    /// When it was requested from the kernel, at the latest: later edges are all reported, and their numbers begin at 1.
    ///
    /// It tells requests of one line apart: no two have the same.
    package let opened: MonotonicTime
    /// Whether it was active when this process took hold of it. An edge that came just then may already be part of it.
    package let isActive: Bool
    /// Whether a former life of this process requested it: the kernel has kept its edges since then, and numbers that
    /// this life does not see were taken by the former one.
    package let isAdopted: Bool

    package init(opened: MonotonicTime, isActive: Bool, isAdopted: Bool = false) {
        self.opened = opened
        self.isActive = isActive
        self.isAdopted = isAdopted
    }
}
