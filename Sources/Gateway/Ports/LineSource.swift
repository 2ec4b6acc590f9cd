package import Metering

/// The GPIO lines of the meters. Fulfilled by `GPIO`, and by recorded or simulated edges.
package protocol LineSource: Sendable {
    /// The meters on these lines, at least one.
    var meters: Set<Name> { get }
    /// What happened on the lines, oldest first. Read by one task; until it does, edges wait where they are made. Ends
    /// after ``stop()``, when all that was taken from the lines has been handed out.
    var events: any AsyncSequence<LineEvent, Never> & Sendable { get }

    /// When the thread that drains the lines, or the slowest of several, last had found nothing more: it moves at least
    /// twice a second while all is well. `nil` where there is no such thread.
    var drainedUntil: MonotonicTime? { get }

    /// Takes nothing more from the lines. What happens there from now on is for whoever takes hold of them next.
    func stop()
    /// The same, for lines that nobody takes hold of next: they are free again.
    func release()
}

/// Something on the line of one meter.
package enum LineEvent: Hashable, Sendable {
    case edge(meter: Name, Edge)
    /// Every edge of these meters up to `time` has been told.
    case drained(meters: [Name], until: MonotonicTime)
    /// The line can be read no more; the text says why and what to do.
    case failed(meter: Name, reason: String)
}
