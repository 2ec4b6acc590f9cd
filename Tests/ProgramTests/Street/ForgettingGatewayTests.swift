import FoundationEssentials
import Ledger
import Metering
import Signing
import Statements
import Storage
import System
import Testing

@testable import Gateway
@testable import heliograph

/// The service, on a database that it did not fill itself: a neighbour's log of more than a year.
@Suite("A gateway that lets go of old entries")
struct ForgettingGatewayTests {
    private static let size: UInt64 = 7000
    /// So many entries are older than the configured age: seven whole tiles and a part.
    private static let oldCount: UInt64 = 2000
    private static let firstIndex: UInt64 = 1792
    private static let mirrored = "linden.energy/roof-2"

    private let street: PublishedStreet
    private let log: [Entry]
    private let policy: Policy

    init() throws {
        let street = try PublishedStreet()
        let now = Int64(Date().timeIntervalSince1970)
        let log = try (0..<Self.size).map { index in
            let time = now - (index < Self.oldCount ? 500 : 10) * 86_400 + Int64(index)
            let total = Int64(index)
            let reading = Reading(
                meter: try Name("pv"), end: UnixTime(seconds: time), energy: Joules(total * 3600),
                pulses: Pulses(total), dial: nil, power: Watts(60), intervalSeconds: 1, clock: .synchronised, boot: nil,
                uptimeSeconds: nil, lost: 0, bounced: 0, stuck: 0)
            return index == 0
                ? try street.genesis(of: 1) : try street.sign(.reading(reading), at: index, of: 1, signedAt: time)
        }
        let text = String(decoding: street.policy.text, as: UTF8.self) + "# minimum-index \(Self.mirrored) 2816\n"
        policy = try Policy(parsing: Array(text.utf8), OpenSSLCryptography())
        self.street = street
        self.log = log
    }

    /// The folder of the first gateway, which mirrors the second one's log.
    private func makeFolder(in path: String) async throws {
        let member = street.members[0]
        try KeyFile.create("\(path)/statement.pem", member.statementSigner)
        try KeyFile.create("\(path)/log.pem", member.logSigner)
        let configuration = """
            origin: \(member.origin)
            policy: policy
            retention: 400 d
            clock: {kept-by-host: true}

            """
        try Data(configuration.utf8).write(to: URL(filePath: "\(path)/heliograph.yaml"))
        try Data(policy.text).write(to: URL(filePath: "\(path)/policy"))
        let cryptography = OpenSSLCryptography()
        let database = try Database(
            at: "\(path)/heliograph.db", .create(mirrorSeed: try member.mirrorSigner.rawRepresentation),
            cryptography: cryptography)
        let origin = try Origin(Self.mirrored)
        var growth = LogGrowth(origin: origin, onTopOf: MerkleFrontier())
        for entry in log { growth.append(entry.bytes, cryptography) }
        let note = try street.note(over: log, of: 1, cosigners: 4).bytes
        try await database.commit([
            .grow(growth), .note(origin, .held, note), .note(origin, .recorded, note),
            .setting(Mirror.checkedSetting(of: origin), Array("\(Self.size)".utf8)),
        ])
        await database.close()
    }

    @Test("keeps what is young, what the policy asks for and every proof of it; says so, and answers for it")
    func letsGo() async throws {
        let folder = try TemporaryFolder()
        try await makeFolder(in: folder.path)
        let service = try await ChildProcess.start(
            ChildCommand(
                try HeliographProgram.path, ["run", "--configuration", "\(folder.path)/heliograph.yaml"],
                output: .file("\(folder.path)/run.log"), errors: .file("\(folder.path)/run.log"), endsWithParent: true))
        var kept: UInt64 = 0
        for _ in 0..<180 where kept == 0 {
            try await Task.sleep(for: .milliseconds(500))
            kept = try await keptFrom(in: folder.path)
        }
        #expect(kept == Self.firstIndex)
        service.signal(SignalNumber.terminate)
        #expect(await service.wait() == .code(0))
        #expect(try await keptFrom(in: folder.path) == Self.firstIndex)
        try await isWhole(in: folder.path)
        try await areShown(in: folder.path)
        try await isExported(in: folder.path)
        try await isAnswered(in: folder.path)
    }

    private func keptFrom(in path: String) async throws -> UInt64 {
        struct Head: Decodable {
            var origin: String
            var entries: UInt64
            var kept_from: UInt64
        }
        let result = try await HeliographProgram.run("ledger", "--state", path, "--json")
        let heads = try result.lines.map { try JSONDecoder().decode(Head.self, from: Data($0.utf8)) }
        let head = heads.first { $0.origin == Self.mirrored }
        #expect(head?.entries == Self.size, "\(result.lines)")
        return head?.kept_from ?? 0
    }

    private func isWhole(in path: String) async throws {
        let database = try Database(at: "\(path)/heliograph.db", .readOnly, cryptography: OpenSSLCryptography())
        #expect(try await database.integrityCheck() == [])
        let audit = try await LogAudit(of: try Origin(Self.mirrored), in: database, under: KnownPolicy(policy))
        #expect(audit.size == Self.size && audit.firstIndex == Self.firstIndex && audit.recordedSize == Self.size)
        await database.close()
    }

    private func areShown(in path: String) async throws {
        struct Sum: Decodable { var energy_j: Int64 }
        let readings = try await HeliographProgram.run(
            "readings", "--state", path, "--origin", Self.mirrored, "--by", "month", "--json")
        let sums = try readings.lines.map { try JSONDecoder().decode(Sum.self, from: Data($0.utf8)) }
        #expect(sums.reduce(0) { $0 + $1.energy_j } == Int64(Self.size - 1 - Self.firstIndex) * 3600, "\(sums)")
        for index in [0, Self.firstIndex, 5000] {
            let proof = "\(path)/\(index).tlog-proof"
            let made = try await HeliographProgram.run(
                "ledger", "proof", "\(index)", "--state", path, "--origin", Self.mirrored, "--output", proof)
            #expect(made.exit == .code(0), "\(made.lines)")
            let verified = try await HeliographProgram.run(
                "verify", "--policy", "\(path)/policy", proof, "\(proof).entry")
            #expect(verified.exit == .code(0), "\(verified.lines)")
        }
        let gone = try await HeliographProgram.run(
            "ledger", "proof", "300", "--state", path, "--origin", Self.mirrored, "--output", "\(path)/300")
        #expect(gone.exit == .code(2) && gone.lines.contains { $0.contains("below 1792 are kept here no more") })
    }

    private func isExported(in path: String) async throws {
        let export = "\(path)/export"
        let exported = try await HeliographProgram.run(
            "ledger", "export", "--state", path, "--origin", Self.mirrored, "--tiles", export)
        #expect(exported.exit == .code(0), "\(exported.lines)")
        for name in ["0/000", "0/007", "0/027.p/88", "1/000.p/27", "entries/007", "entries/027.p/88"] {
            #expect(FileManager.default.fileExists(atPath: "\(export)/tile/\(name)"), "\(name)")
        }
        for name in ["0/001", "0/006", "entries/000", "entries/006"] {
            #expect(!FileManager.default.fileExists(atPath: "\(export)/tile/\(name)"), "\(name)")
        }
    }

    /// What a neighbour is told that asks for what is here, and for what is not.
    private func isAnswered(in path: String) async throws {
        let cryptography = OpenSSLCryptography()
        let database = try Database(at: "\(path)/heliograph.db", .readOnly, cryptography: cryptography)
        let (member, origin) = (street.members[0], try Origin(Self.mirrored))
        let identity = try LedgerIdentity(
            origin: member.origin, policy: policy, cryptography: cryptography,
            statementSigner: member.statementSigner, logSigner: member.logSigner, mirrorSigner: member.mirrorSigner)
        let boot = try #require(BootIdentity([UInt8](repeating: 0, count: BootIdentity.byteCount)))
        let uptime = MonotonicTime(nanoseconds: 0)
        let stamp = ClockStamp(time: UnixTime(seconds: 0), quality: .synchronised, boot: boot, uptime: uptime)
        let street = Street(
            writer: try Writer(
                identity: identity, state: LogState(origin: member.origin), genesis: nil, restored: [:], scales: [:],
                at: Moment(monotonic: uptime, stamp: stamp)),
            mirrors: [
                try Mirror(
                    of: try #require(try await database.log(origin)), identity: identity, genesis: log[0].bytes,
                    checkedEnd: Self.size)
            ], interval: .seconds(60))
        let answerer = Answerer(store: database)
        try await areGivenWhole(street) { try await answerer.answer($0, to: member.origin, street: street) }
        try await areToldApart(origin) { try await answerer.answer($0, to: member.origin, street: street) }
        await database.close()
    }

    /// Entries with proofs that lead to the head.
    private func areGivenWhole(_ street: Street, _ answer: (Ask) async throws -> Answer) async throws {
        let cryptography = OpenSSLCryptography()
        let origin = try Origin(Self.mirrored)
        let (first, size) = (Self.firstIndex, Self.size)
        for (start, count) in [(0, 1), (first, 256)] as [(UInt64, Int)] {
            let ask = Ask.entries(origin, start: start, end: start + 256, size: size)
            guard case .entries(start, let bundle, let proof) = try await answer(ask) else {
                Issue.record("no entries from \(start) on")
                continue
            }
            let entries = try EntryBundle.decode(bundle, limit: 256)
            let place = Int(start)
            #expect(entries == log[place..<place + count].map(\.bytes))
            var frontier = MerkleFrontier()
            for entry in log.prefix(place + count) {
                frontier.append(leaf: cryptography.leafHash(entry.bytes), cryptography)
            }
            let root = try #require(street.mirrors[origin]?.frontier).root(cryptography)
            let leads = MerkleTree.verifyConsistency(
                from: frontier.size, root: frontier.root(cryptography), to: size, root: root, proof: proof, cryptography
            )
            #expect(leads, "from \(frontier.size)")
        }
    }

    /// What is refused, and what is not.
    private func areToldApart(_ origin: Origin, _ answer: (Ask) async throws -> Answer) async throws {
        let (first, size) = (Self.firstIndex, Self.size)
        let refused: [Ask] = [
            .entries(origin, start: 1, end: 256, size: size),
            .entries(origin, start: first - 1, end: first, size: size),
            .consistency(origin, from: 300, to: size), .inclusion(origin, index: 300, size: size),
        ]
        for ask in refused {
            guard case .refused = try await answer(ask) else {
                Issue.record("\(ask) was answered")
                continue
            }
        }
        let given: [Ask] = [
            .consistency(origin, from: 512, to: size), .consistency(origin, from: 1, to: 512),
            .consistency(origin, from: first + 1, to: size), .inclusion(origin, index: 0, size: size),
            .inclusion(origin, index: first, size: size),
        ]
        for ask in given {
            guard case .hashes = try await answer(ask) else {
                Issue.record("\(ask) was refused")
                continue
            }
        }
    }
}
