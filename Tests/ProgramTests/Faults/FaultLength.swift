import System

/// Whether the suites of this folder take all the faults that there are, or the few that fit beside the other tests.
enum FaultLength {
    /// `make test-long` says so.
    static let isLong = CurrentProcess.variable("HELIOGRAPH_ALL_FAULTS") == "yes"
}
