/// The limits of a mirror that fetches entries it missed.
package struct CatchUpConfiguration: Hashable, Sendable {
    /// Entries of one log that may wait for a checkpoint that covers them; what comes beyond is asked for later.
    package var stagedEntryLimit = 1024
    /// How long an answer may take before the question is asked again.
    package var patience: Duration = .seconds(10)

    package init() {}
}
