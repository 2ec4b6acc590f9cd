import FoundationEssentials
import Gateway
import Ledger
import Metering
import Signing
import Statements
import Storage
import System
import Testing

@testable import heliograph

/// What no honest program does with a gateway's keys: signs two histories and publishes both, under the gateway's own account.
/// The gateway itself must not run meanwhile.
struct EquivocatingGateway {
    /// What this gateway signs behind the log that it has.
    struct History {
        let entries: [Entry]
        /// The head over them, with the line of the gateway's own mirror.
        let note: [UInt8]
        let size: UInt64
    }

    let origin: Origin
    private let folder: StreetFolder
    private let roof: String
    private let identity: LedgerIdentity
    private let frontier: MerkleFrontier

    init(_ roof: String, in folder: StreetFolder) async throws {
        let cryptography = OpenSSLCryptography()
        let state = StateDirectory(path: folder.roof(roof))
        let database = try Database(at: state.database, .readOnly, cryptography: cryptography)
        origin = try Origin("demo.street/\(roof)")
        frontier = try #require(try await database.log(origin)).frontier
        identity = try LedgerIdentity(
            origin: origin, policy: try Policy(parsing: SmallFile.read(folder.policy), cryptography),
            cryptography: cryptography, statementSigner: try KeyFile.load(state.statementKey),
            logSigner: try KeyFile.load(state.logKey),
            mirrorSigner: try PrivateKey(rawEd25519: try await database.mirrorSeed()))
        await database.close()
        self.folder = folder
        self.roof = roof
    }

    /// So many entries that say this, one after the other, behind the log as it is on the disk.
    func history(saying word: UInt8, length: Int) throws -> History {
        let cryptography = identity.cryptography
        let now = UnixTime(seconds: Int64(Date().timeIntervalSince1970))
        let uptime = MonotonicTime(nanoseconds: 0)
        let boot = try #require(BootIdentity([UInt8](repeating: 0, count: BootIdentity.byteCount)))
        let stamp = ClockStamp(time: now, quality: .synchronised, boot: boot, uptime: uptime)
        var growth = LogGrowth(origin: origin, onTopOf: frontier)
        var entries: [Entry] = []
        for place in 0..<length {
            let draft = Draft(.configuration(cryptography.sha256([word, UInt8(place)])), at: stamp)
            entries.append(try identity.entry(draft, index: growth.frontier.size, record: nil))
            growth.append(entries[place].bytes, cryptography)
        }
        let head = try identity.cosigned(
            try identity.signHead(of: growth.frontier), by: LogRules(of: origin, identity.known),
            at: Moment(monotonic: uptime, stamp: stamp))
        #expect(head.isCosigned(by: origin))
        return History(entries: entries, note: head.note.bytes, size: growth.frontier.size)
    }

    func publish(_ entry: Entry) async throws {
        try await publish(entry.bytes, on: .statement(origin, subject: .gateway), isRetained: false)
    }

    /// Publishes a head, retained.
    func publish(head note: [UInt8]) async throws { try await publish(note, on: .checkpoint(origin), isRetained: true) }

    private func publish(_ payload: [UInt8], on topic: Topic, isRetained: Bool) async throws {
        let file = "\(folder.path)/equivocation"
        try Data(payload).write(to: URL(filePath: file))
        let options = try folder.clientOptions(as: roof) + ["-t", topic.text, "-f", file]
        let (exit, lines) = try await ChildProcess.run("mosquitto_pub", options + (isRetained ? ["-r"] : []))
        #expect(exit == .code(0), "\(lines)")
    }
}
