package import Statements

/// Which entries a gateway may let go of: README.md has the rule.
extension Street {
    /// The newest entries that are kept whatever their age: what a start looks through, and what a neighbour asks for that was
    /// away for a while.
    package static let alwaysKept: UInt64 = 4096

    /// - Returns: `nil` of a log that the policy does not name.
    package func retention(of origin: Origin) -> LogRetention? {
        if origin == identity.origin {
            let isSettled = writer.phase == .open
            let reach = min(Self.size(writer.recorded), writer.publishedEnd)
            return retention(
                of: origin, from: writer.firstIndex, reach: isSettled ? reach : 0, size: writer.frontier.size,
                writer.holders)
        }
        return mirrors[origin].map { mirror in
            let reach = min(Self.size(mirror.recorded), mirror.held?.checkpoint.size ?? 0, mirror.checkedEnd)
            return retention(
                of: origin, from: mirror.firstIndex, reach: mirror.isFollowing ? reach : 0, size: mirror.frontier.size,
                mirror.holders)
        }
    }

    /// - Parameter reach: what is recorded, published and checked.
    private func retention(
        of origin: Origin, from first: UInt64, reach: UInt64, size: UInt64, _ holders: Holders
    ) -> LogRetention {
        let policy = identity.policy
        let newest = size - min(size, Self.alwaysKept)
        let allowed = Self.wholeTiles(in: min(policy.minimumIndex(of: origin), reach, newest))
        guard allowed > first else { return LogRetention(firstIndex: first, end: first, slow: []) }
        var end = allowed
        var slow: [Origin] = []
        for mirror in identity.otherMirrors where holders[mirror] < allowed {
            slow.append(mirror)
            end = min(end, Self.wholeTiles(in: holders[mirror]))
        }
        return LogRetention(firstIndex: first, end: max(end, first), slow: slow)
    }

    /// What a record covers under the policy as it is now.
    private static func size(_ record: VerifiedNote?) -> UInt64 {
        record.flatMap { $0.isRecorded ? $0.checkpoint.size : nil } ?? 0
    }

    private static func wholeTiles(in size: UInt64) -> UInt64 { size - size % UInt64(Tile.fullWidth) }

    /// The store has let go of a log's entries below `end`.
    package mutating func letGo(of origin: Origin, below end: UInt64) {
        if origin == identity.origin {
            writer.firstIndex = max(writer.firstIndex, end)
        } else if let first = mirrors[origin]?.firstIndex {
            mirrors[origin]?.firstIndex = max(first, end)
        }
    }

    /// Entries of a log below this index are not here any more, except for the genesis.
    package func firstIndex(of origin: Origin) -> UInt64 {
        origin == identity.origin ? writer.firstIndex : mirrors[origin]?.firstIndex ?? 0
    }

    /// Whether what is kept here tells the head that a log had at a size: from the first kept entry on, and at every complete
    /// tile before it.
    package func knowsRoot(of origin: Origin, at size: UInt64) -> Bool {
        let width = UInt64(Tile.fullWidth)
        return size >= firstIndex(of: origin) || size <= width || size.isMultiple(of: width)
    }

    /// Whether what is kept here leads from an entry to a head: the entries that are kept, and those of the genesis' tile.
    package func knowsPath(of origin: Origin, from index: UInt64, to size: UInt64) -> Bool {
        knowsRoot(of: origin, at: size) && (index >= firstIndex(of: origin) || index < UInt64(Tile.fullWidth))
    }
}
