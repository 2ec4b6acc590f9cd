package import Metering

/// The durable copy of a meter's register.
package struct StoredRegister: Hashable, Sendable {
    /// The running totals.
    package var register: Register
    /// Signed offset in J between register and the billing meter's dial; `nil` where no dial reading was given.
    package var dialOffset: Joules?
    /// When the copy was made.
    package var savedAt: UnixTime
    /// What its pulses are worth; `nil` in a copy of a version that did not keep it.
    package var scale: EnergyScale?

    package init(register: Register, dialOffset: Joules?, savedAt: UnixTime, scale: EnergyScale? = nil) {
        self.register = register
        self.dialOffset = dialOffset
        self.savedAt = savedAt
        self.scale = scale
    }
}
