import Metering

/// Which Heliograph this is.
enum Release {
    static let version = "0.1.0"

    /// A time at which this version did not exist yet: a clock that says less is wrong. It is written down, not taken
    /// from the compiler, so that the same sources build the same program.
    static let date = UnixTime(seconds: 1_767_225_600)  // 2026-01-01
}
