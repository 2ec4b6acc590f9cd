/// A GPIO line and how it is requested from the kernel.
package struct LineConfiguration: Hashable, Sendable {
    /// Which line, in words that stay true when a kernel numbers its chips anew.
    package enum Place: Hashable, Sendable {
        /// By the board's name for the line, such as `GPIO17`.
        case named(String)
        /// By the chip's label, such as `pinctrl-bcm2711`, and the line's offset on it.
        case chip(label: String, offset: UInt32)
    }

    /// The resistor inside the chip.
    package enum Bias: String, Hashable, Sendable, CaseIterable {
        case asIs = "as-is"
        case disabled
        case pullUp = "pull-up"
        case pullDown = "pull-down"
    }

    /// Which line.
    package var place: Place
    /// Which resistor.
    package var bias: Bias
    /// Whether the line is on while its level is low, as with an output that pulls the line to ground.
    package var isActiveLow: Bool

    package init(place: Place, bias: Bias = .asIs, isActiveLow: Bool = false) {
        self.place = place
        self.bias = bias
        self.isActiveLow = isActiveLow
    }
}
