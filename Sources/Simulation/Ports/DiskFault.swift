/// What becomes of a commit on a simulated disk.
package enum CommitFate: Hashable, Sendable, CaseIterable {
    /// Nothing of it is there, and the service is told so.
    case notDone
    /// All of it is there, and the service is told that it failed.
    case doneButReportedFailed
    /// As both above, and the disk cannot be read for a while.
    case notDoneAndUnreadable, doneAndUnreadable
    /// The process dies: before the write, in the middle of it, or after it and before it heard.
    case diesBefore, diesTorn, diesAfter

    var isDeath: Bool { self == .diesBefore || self == .diesTorn || self == .diesAfter }
}

/// Why a simulated disk refuses.
package enum DiskFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case failed
    case full
    case unreadable
    case dead

    package var description: String {
        switch self {
        case .failed: "the simulated disk failed to write, as the fault of this moment wants it"
        case .full: "the simulated disk is full until the fault of this moment ends"
        case .unreadable: "the simulated disk cannot be read until the fault of this moment ends"
        case .dead: "this process is dead, and must not be asked for anything any more"
        }
    }
}
