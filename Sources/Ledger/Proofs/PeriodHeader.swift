package import Statements

/// What a proof of a period begins with: of which log it is, how many leaves it has and behind which others they come, and the
/// genesis, which names the key that signed them.
///
/// A form, not a verdict: ``PeriodVerifier`` gives that.
package struct PeriodHeader: Hashable, Sendable {
    /// The first text of the file.
    package static let name = "heliograph-period-1"

    /// Entry 0, where it is none of the leaves.
    package struct Genesis: Hashable, Sendable {
        /// As it was logged.
        package let entry: [UInt8]
        /// Its inclusion proof in the first, largest subtree of those before the leaves.
        package let path: [Digest]

        package init(entry: [UInt8], path: [Digest]) {
            self.entry = entry
            self.path = path
        }
    }

    /// The log.
    package let origin: Origin
    /// The tree before the first leaf: its size is that leaf's index.
    package let frontier: MerkleFrontier
    /// How many leaves follow, `1...`.
    package let count: UInt64
    /// `nil` exactly where the first leaf is entry 0.
    package let genesis: Genesis?

    /// - Precondition: there is a genesis unless the leaves begin with it, and their end is a size that a log can have.
    package init(origin: Origin, frontier: MerkleFrontier, count: UInt64, genesis: Genesis?) {
        precondition(count > 0 && !frontier.size.addingReportingOverflow(count).overflow)
        precondition((genesis == nil) == (frontier.size == 0))
        self.origin = origin
        self.frontier = frontier
        self.count = count
        self.genesis = genesis
    }

    /// The log's size with the leaves.
    package var end: UInt64 { frontier.size + count }

    /// Reads what ``cbor`` gives.
    /// - Throws: ``LedgerError/period(_:)``
    init(_ fields: [CBOR]) throws(LedgerError) {
        guard let name = fields.first?.text, name.hasPrefix("heliograph-period-") else { throw .period(.heading) }
        guard name == Self.name else { throw .period(.version(name)) }
        guard fields.count == 2, let map = fields[1].map else { throw .period(.header("one map")) }
        let known = Set([Key.origin, Key.start, Key.count, Key.left, Key.genesis].map(CBOR.text))
        guard map.pairs.allSatisfy({ known.contains($0.key) }) else {
            throw .period(.header("no key but those of this version"))
        }
        guard let origin = map[Key.origin]?.text.flatMap({ try? Origin($0) }) else {
            throw .period(.header("“origin”, a log"))
        }
        guard case .unsigned(let start)? = map[Key.start], case .unsigned(let count)? = map[Key.count], count > 0,
            !start.addingReportingOverflow(count).overflow
        else { throw .period(.header("“start” and “count”, which are not negative and add up to a size")) }
        let left = try Self.left(map[Key.left], isEmpty: start == 0)
        guard let frontier = MerkleFrontier(size: start, hashes: left) else {
            throw .period(.header("“left”, a hash for each bit of “start”"))
        }
        let genesis = try map[Key.genesis].map { value throws(LedgerError) in try Self.genesis(value) }
        guard (genesis == nil) == (start == 0) else {
            throw .period(.header("“genesis”, unless the leaves begin with it"))
        }
        self.init(origin: origin, frontier: frontier, count: count, genesis: genesis)
    }

    private static func left(_ value: CBOR?, isEmpty: Bool) throws(LedgerError) -> [Digest] {
        guard let value else { return [] }
        guard !isEmpty, let hashes = value.hashes else {
            throw .period(.header("“left”, hashes, unless it begins at 0"))
        }
        return hashes
    }

    private static func genesis(_ value: CBOR) throws(LedgerError) -> Genesis {
        guard let fields = value.array, fields.count == 2, let entry = fields[0].bytes, let path = fields[1].hashes,
            entry.count <= Entry.sizeLimit
        else { throw .period(.header("“genesis”, an entry and its path")) }
        return Genesis(entry: entry, path: path)
    }

    /// The item.
    var cbor: CBOR {
        var pairs: [(CBOR, CBOR)] = [
            (.text(Key.origin), .text(origin.description)), (.text(Key.start), .unsigned(frontier.size)),
            (.text(Key.count), .unsigned(count)),
        ]
        if let genesis {
            pairs.append((.text(Key.left), .hashes(frontier.hashes)))
            pairs.append((.text(Key.genesis), .array([.bytes(genesis.entry), .hashes(genesis.path)])))
        }
        return .array([.text(Self.name), .map(CBORMap(pairs))])
    }

    private enum Key {
        static let origin = "origin"
        static let start = "start"
        static let count = "count"
        static let left = "left"
        static let genesis = "genesis"
    }
}
