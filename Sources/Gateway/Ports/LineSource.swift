package import Metering

/// The GPIO lines of the meters. Fulfilled by `GPIO`, and by recorded or simulated edges.
package protocol LineSource: Sendable {
    /// What happened on the lines, oldest first. Read by one task.
    var events: any AsyncSequence<LineEvent, Never> & Sendable { get }
}

/// Something on the line of one meter.
package enum LineEvent: Hashable, Sendable {
    case edge(meter: Name, Edge)
    /// The line can be read no more; the text says why and what to do.
    case failed(meter: Name, reason: String)
}
