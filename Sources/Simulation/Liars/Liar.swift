import Gateway
import Ledger
import Metering
import Statements

/// A gateway that signs what suits it, with keys that the policy names. It has the broker on its side when it wants to show
/// one thing to some and another to others.
final class Liar {
    typealias Lie = (message: BrokerMessage, receivers: Set<Int>?)

    static let noteLimit = 32

    let place: Int
    let identity: LedgerIdentity
    let vices: Vices
    /// The histories of the own log, one until the liar begins to equivocate.
    var branches = [SimulatedDiskLog()]
    /// Which history each gateway is shown; nobody: both.
    var side: [Int?]
    /// The own notes, to show them again.
    var notes: [[UInt8]] = []
    /// The newest notes of others that came, by log.
    var seen: [Origin: [[UInt8]]] = [:]
    /// What mirrors signed of the own heads.
    var gathered: [[UInt8]: SignedNote] = [:]
    private var news: String?

    init(place: Int, identity: LedgerIdentity, count: Int, _ generator: inout SeededGenerator) {
        self.place = place
        self.identity = identity
        vices = Vices(&generator)
        side = Array(repeating: 0, count: count)
    }

    func takeNews() -> String? {
        defer { news = nil }
        return news
    }

    func tell(_ text: @autoclosure () -> String) { news = text() }

    var origin: Origin { identity.origin }

    /// Those who are shown a history.
    func receivers(of branch: Int) -> Set<Int>? {
        branches.count == 1 ? nil : Set(side.indices.filter { side[$0] ?? branch == branch })
    }

    func branch(for place: Int?) -> SimulatedDiskLog {
        guard let place, let branch = side[place] else { return branches[0] }
        return branches[min(branch, branches.count - 1)]
    }

    /// Says another thing to some than to others from here on.
    func equivocate(_ generator: inout SeededGenerator) {
        if branches.count == 1 {
            branches.append(branches[0])
            tell("it signs two histories from \(branches[0].size) on")
        }
        for place in side.indices {
            side[place] = generator.happens(percent: 8) ? nil : generator.number(in: 0...1)
        }
    }

    /// Signs something at the end of a history.
    func sign(in branch: Int, at moment: Moment, _ generator: inout SeededGenerator) throws -> Entry {
        let cryptography = identity.cryptography
        let index = branches[branch].size
        let word = cryptography.sha256((0..<8).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
        let draft =
            index == 0
            ? Draft(
                issuedAt: moment.stamp.time,
                message: .genesis(
                    Genesis(key: identity.statementSigner.publicKey, meters: [], software: "simulated liar")))
            : Draft(.configuration(word), at: moment.stamp)
        let entry = try identity.entry(draft, index: index, record: nil)
        branches[branch].append(entry.bytes, cryptography)
        return entry
    }

    /// The head of a history, signed, and cosigned with the own mirror key.
    func head(of branch: Int, at moment: Moment, _ generator: inout SeededGenerator) throws -> [UInt8] {
        var note = try identity.signHead(of: branches[branch].frontier).note
        if let line = try self.line(under: note.text, at: moment, &generator) { note.add(line) }
        let bytes = note.bytes
        notes.append(bytes)
        if notes.count > Self.noteLimit { notes.removeFirst() }
        return bytes
    }

    /// A cosignature of whatever it is, of now or of whenever suits.
    func line(
        under text: [UInt8], at moment: Moment, _ generator: inout SeededGenerator
    ) throws -> NoteSignature? {
        guard let key = identity.mirrorKey else { return nil }
        var time = UInt64(clamping: moment.stamp.time.seconds)
        if vices.misdates {
            let around = Int64(generator.number(in: 0...172_800)) - 86_400
            time = generator.pick([1, UInt64(Int64.max), UInt64(clamping: moment.stamp.time.seconds + around)])
        }
        return try Cosignature.sign(text, time: time, key: key, with: identity.mirrorSigner)
    }
}
