import Ledger
import Metering
import Statements
import Testing

/// What may be let go of: what the policy names, a quorum recorded and every mirror holds.
@Suite("Entries that may go") struct RetentionTests {
    private static let size: UInt64 = 10_000

    private let keys: SimulatedStreet
    private let log: Origin
    private let frontier: MerkleFrontier
    private let genesis: [UInt8]

    init() throws {
        keys = try SimulatedStreet()
        log = keys.gateways[0].origin
        genesis = try SimulatedLog(keys, count: 1, signer: SimulatedStreet.signer(33)).entries[0]
        var frontier = MerkleFrontier()
        frontier.append(leaf: cryptography.leafHash(genesis), cryptography)
        let leaf = cryptography.leafHash([1])
        for _ in 1..<Self.size { frontier.append(leaf: leaf, cryptography) }
        self.frontier = frontier
    }

    private func note(_ size: UInt64, cosigners: Range<Int>) throws -> [UInt8] {
        let root = size == Self.size ? frontier.root(cryptography) : cryptography.sha256([UInt8(size % 251)])
        return try keys.note(size: size, root: root, cosigners: cosigners).bytes
    }

    /// The machines of a gateway that holds the first one's log whole, or of the first one.
    private func street(
        of ordinal: Int = 1, minimum: UInt64 = 5000, cosigners: Range<Int> = 0..<4, checked: UInt64 = 10_000,
        first: UInt64 = 0
    ) throws -> Street {
        let text = String(decoding: try keys.policy().text, as: UTF8.self) + "# minimum-index \(log) \(minimum)\n"
        let policy = try Policy(parsing: Array(text.utf8), cryptography)
        let gateway = try SimulatedGateway(keys.gateways[ordinal], ordinal: ordinal, policy: policy)
        let notes = try note(Self.size, cosigners: cosigners)
        let state = LogState(
            origin: log, frontier: frontier, notes: [.held: notes, .recorded: notes], publishedEnd: Self.size,
            firstIndex: first)
        let isOwn = ordinal == 0
        let writer = try Writer(
            identity: gateway.identity, state: isOwn ? state : LogState(origin: gateway.origin),
            genesis: isOwn ? genesis : nil, restored: [:], scales: [:], at: moment)
        let mirrors = try gateway.identity.otherLogs.map { origin in
            try Mirror(
                of: origin == log ? state : LogState(origin: origin), identity: gateway.identity,
                genesis: origin == log ? genesis : nil, checkedEnd: origin == log ? checked : 0)
        }
        return Street(writer: writer, mirrors: mirrors, interval: .seconds(60))
    }

    private var moment: Moment {
        get throws {
            let boot = try #require(Neighbourhood.boot)
            let now = MonotonicTime(nanoseconds: 1_000_000_000)
            let time = UnixTime(seconds: Neighbourhood.epoch)
            return Moment(
                monotonic: now, stamp: ClockStamp(time: time, quality: .synchronised, boot: boot, uptime: now))
        }
    }

    @Test("are those below the policy's minimum index, in whole tiles; none where it names none")
    func minimum() throws {
        #expect(try street().retention(of: log) == LogRetention(firstIndex: 0, end: 4864, slow: []))
        #expect(try street(minimum: 0).retention(of: log)?.end == 0)
        #expect(try street(minimum: 255).retention(of: log)?.end == 0)
        #expect(try street(minimum: 256).retention(of: log)?.end == 256)
        #expect(try street().retention(of: keys.gateways[2].origin)?.end == 0, "of another log the policy names none")
        #expect(try street().retention(of: Origin("linden.energy/nobody")) == nil)
    }

    @Test("are never among the newest 4096") func newest() throws {
        #expect(try street(minimum: .max).retention(of: log)?.end == 5888)
    }

    @Test("wait for the slowest mirror, which is named") func slowest() throws {
        var street = try street(cosigners: 0..<3)
        let slow = keys.gateways[3].origin
        #expect(street.retention(of: log) == LogRetention(firstIndex: 0, end: 0, slow: [slow]))
        // Its line on an older head says how far it has come.
        _ = try street.receive(note: try note(3000, cosigners: 3..<4), of: log, from: slow, at: moment)
        #expect(street.retention(of: log) == LogRetention(firstIndex: 0, end: 2816, slow: [slow]))
        _ = try street.receive(note: try note(Self.size, cosigners: 3..<4), of: log, from: slow, at: moment)
        #expect(street.retention(of: log) == LogRetention(firstIndex: 0, end: 4864, slow: []))
    }

    @Test("are recorded, and their signatures are checked") func recorded() throws {
        let unrecorded = try street(cosigners: 0..<2).retention(of: log)
        #expect(unrecorded == LogRetention(firstIndex: 0, end: 0, slow: []))
        #expect(try street(checked: 1000).retention(of: log)?.end == 768)
    }

    @Test("are none of a log that contradicted itself") func contradicted() throws {
        var street = try street()
        let other = try keys.note(size: Self.size, root: cryptography.sha256([7])).bytes
        _ = try street.receive(note: other, of: log, from: log, at: moment)
        #expect(street.mirrors[log]?.isFollowing == false)
        #expect(street.retention(of: log)?.end == 0)
    }

    @Test("of the own log are none before the comparison after a start is over") func own() throws {
        var street = try street(of: 0)
        #expect(street.retention(of: log)?.end == 0)
        _ = try street.connected(at: moment)
        for gateway in keys.gateways.dropFirst() {
            let query = LedgerQuery(to: gateway.origin, ask: .head(log))
            let outcome = try street.answered(
                query, .head(note: try note(Self.size, cosigners: 0..<4)), at: moment)
            for case .compare(let comparison) in outcome.effects {
                _ = try street.compared(comparison, root: frontier.root(cryptography), proof: [], at: moment)
            }
        }
        #expect(street.writer.phase == .open)
        #expect(street.retention(of: log)?.end == 4864)
    }

    @Test("and what went is known: which roots and paths are left, also after a restart") func gone() throws {
        for isRestarted in [false, true] {
            var street = try street(first: isRestarted ? 4864 : 0)
            if !isRestarted { street.letGo(of: log, below: 4864) }
            #expect(street.firstIndex(of: log) == 4864)
            #expect(street.retention(of: log) == LogRetention(firstIndex: 4864, end: 4864, slow: []))
            for size in [0, 1, 256, 512, 4608, 4864, 4865, 9999] as [UInt64] {
                #expect(street.knowsRoot(of: log, at: size), "size \(size)")
            }
            for size in [257, 1000, 4863] as [UInt64] { #expect(!street.knowsRoot(of: log, at: size)) }
            #expect(street.knowsPath(of: log, from: 0, to: 9999) && street.knowsPath(of: log, from: 4864, to: 9999))
            #expect(!street.knowsPath(of: log, from: 256, to: 9999) && !street.knowsPath(of: log, from: 0, to: 1000))
        }
    }
}
