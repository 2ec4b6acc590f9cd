/// What the status light says to somebody who stands in front of the board.
package enum LightState: String, CaseIterable, Hashable, Sendable {
    /// Dark: the service does not run.
    case off
    /// A short flash every two seconds: it counts and signs, but the newest readings are not recorded by the neighbours.
    case alive
    /// Lit, with a short wink every two seconds: all is well, and the newest readings are recorded.
    case recorded
    /// Four flashes a second: something needs the owner; `heliograph check` says what.
    case fault

    /// How the light looks, over and over. A light that never changed could be a program that hangs.
    package var pattern: LightPattern {
        switch self {
        case .off: LightPattern([.init(isLit: false, length: .seconds(1))])
        case .alive:
            LightPattern([
                .init(isLit: true, length: .milliseconds(100)), .init(isLit: false, length: .milliseconds(1900)),
            ])
        case .recorded:
            LightPattern([
                .init(isLit: true, length: .milliseconds(1900)), .init(isLit: false, length: .milliseconds(100)),
            ])
        case .fault:
            LightPattern([
                .init(isLit: true, length: .milliseconds(125)), .init(isLit: false, length: .milliseconds(125)),
            ])
        }
    }
}
