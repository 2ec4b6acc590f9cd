/// The resistor inside the chip, where it has one.
package enum LineBias: String, CaseIterable, Hashable, Sendable {
    /// As the board or the boot loader left it.
    case asIs = "as-is"
    case disabled
    case pullUp = "pull-up"
    case pullDown = "pull-down"
}
