/// A GPIO chip as the kernel shows it.
package struct ChipDescription: Hashable, Sendable {
    /// Its device file, such as `/dev/gpiochip0`. The number depends on the kernel and the order of drivers: for people only.
    package let path: String
    /// What its driver calls it, such as `pinctrl-bcm2711`: the same on every board of a kind.
    package let label: String
    /// Its lines by offset.
    package let lines: [LineDescription]

    package init(path: String, label: String, lines: [LineDescription]) {
        self.path = path
        self.label = label
        self.lines = lines
    }
}
