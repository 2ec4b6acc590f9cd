/// How much of everything a run does. The usual amounts take a few minutes on a small machine.
struct BenchAmounts {
    /// Turns that each contestant takes; odd, so that the median is one of them.
    var turns = 7
    /// Transactions of ``transactionCount`` readings in a turn of signing.
    var transactionsATurn = 4
    /// Readings signed in one transaction.
    var transactionCount = 1000
    /// Entries ingested live in a turn.
    var ingestCount = 4000
    /// Entries of a log that is caught up with.
    var catchUpCount = 102_400
    /// Entries of a log that a mirror missed: a month of minutes.
    var monthCount = 43_200
    /// The sizes at which a growing log is looked at; the last is ten years of minutes.
    var lifeCounts = [10_000, 100_000, 1_000_000, 5_259_600]
    /// Logs that one gateway mirrors, for how many minutes, and how long such a minute is.
    var logCount = 100
    var mirrorMinutes = 10
    var mirrorMinute = Duration.seconds(60)
    /// Minutes of a year.
    var yearCount = 525_600
    /// Messages published in a turn.
    var publishCount = 20_000
    /// Edges sent through the filter in a turn.
    var edgeCount = 1_000_000

    static let usual = Self()
    static let quick = Self(
        turns: 1, transactionsATurn: 1, transactionCount: 100, ingestCount: 500, catchUpCount: 1000,
        monthCount: 1000, lifeCounts: [500, 1000], logCount: 3, mirrorMinutes: 2, mirrorMinute: .seconds(1),
        yearCount: 1000,
        publishCount: 200, edgeCount: 2000)
}
