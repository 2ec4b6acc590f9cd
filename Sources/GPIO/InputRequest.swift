/// One input to watch.
package struct InputRequest: Hashable, Sendable {
    /// Where the pulse output is wired.
    package var line: LineName
    /// The resistor to switch on; chips without one ignore it.
    package var bias: LineBias
    /// Whether a low voltage means active, as with an open collector against a pull-up.
    ///
    /// An edge is `rising` when the line becomes active, whatever its voltage does.
    package var isActiveLow: Bool

    package init(line: LineName, bias: LineBias = .asIs, isActiveLow: Bool = false) {
        self.line = line
        self.bias = bias
        self.isActiveLow = isActiveLow
    }
}
