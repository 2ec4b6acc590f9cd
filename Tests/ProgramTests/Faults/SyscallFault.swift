import Testing

/// One system call on a gateway's database that fails, or at which the gateway is killed, under strace.
struct SyscallFault: Hashable, Sendable, CustomStringConvertible {
    /// What is done to a call.
    enum Damage: Hashable, Sendable {
        /// It is not done, and says this.
        case error(String)
        /// The process ends before it is done.
        case kill
    }

    /// The call's name.
    let call: String
    let damage: Damage
    /// Which of the calls of this name that a thread makes on the database's files, from 1.
    let ordinal: Int

    /// Every call that an append or an ingest makes, and how it may fail.
    static let kinds: [(call: String, damages: [Damage])] = [
        ("pwrite64", [.error("EIO"), .error("ENOSPC"), .error("EINTR"), .kill]),
        ("fdatasync", [.error("EIO"), .error("ENOSPC"), .kill]),
        ("fsync", [.error("EIO"), .kill]),
        ("ftruncate", [.error("EIO"), .error("ENOSPC"), .kill]),
        ("pread64", [.error("EIO"), .error("EINTR")]),
        ("openat", [.error("EIO"), .error("EMFILE"), .error("EINTR")]),
        ("fcntl", [.error("EIO"), .error("ENOLCK"), .error("EINTR")]),
        ("mmap", [.error("ENOMEM"), .kill]),
        ("fallocate", [.error("ENOSPC")]),
        ("unlink", [.error("EIO"), .kill]),
        ("flock", [.error("EIO"), .error("EINTR")]),
    ]

    var description: String {
        switch damage {
        case .error(let name): "\(call) number \(ordinal): \(name)"
        case .kill: "\(call) number \(ordinal): killed"
        }
    }

    /// strace's option.
    var expression: String {
        switch damage {
        case .error(let name): "inject=\(call):error=\(name):when=\(ordinal)"
        case .kill: "inject=\(call):error=EIO:signal=SIGKILL:when=\(ordinal)"
        }
    }

    /// The faults of some calls, a few of each kind or all.
    /// - Parameters:
    ///   - counts: how many calls of each name a thread makes at most.
    ///   - each: how many of each kind, spread over the calls; `nil` for all.
    static func all(of counts: [String: Int], each: Int?) -> [Self] {
        var faults: [Self] = []
        for (call, damages) in kinds {
            let count = counts[call, default: 0]
            guard count > 0 else { continue }
            for (place, damage) in damages.enumerated() {
                var ordinals = Array(1...count)
                // A call that is seldom made fails in one way each time; of others some do, and those that fail in another
                // way are others.
                if let each, count > 6 || place > 0 {
                    ordinals = (0..<min(each, count)).map { ($0 * count / each + place * count / 7) % count + 1 }
                }
                faults += ordinals.map { Self(call: call, damage: damage, ordinal: $0) }
            }
        }
        return faults
    }
}
