/// A GPIO line as the kernel shows it.
package struct LineDescription: Hashable, Sendable {
    /// Its position on the chip, `0...`.
    package let offset: UInt32
    /// The board's name for it, such as `GPIO17`; `nil` where the board gives none.
    package let name: String?
    /// Who holds it, in the holder's own words; `nil` when nobody does or the holder gave no name.
    package let holder: String?
    /// Whether somebody holds it, this program or the kernel included.
    package let isUsed: Bool
    /// Whether it is driven by this machine.
    package let isOutput: Bool

    package init(offset: UInt32, name: String?, holder: String? = nil, isUsed: Bool = false, isOutput: Bool = false) {
        self.offset = offset
        self.name = name
        self.holder = holder
        self.isUsed = isUsed
        self.isOutput = isOutput
    }
}
