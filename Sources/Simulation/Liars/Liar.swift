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
    /// It knows every version of the policy before it is in force.
    let identity: LedgerIdentity
    let policies: StreetPolicies
    let conspiracy: Conspiracy?
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
    /// In which of the histories a head is, by its text; both in those that were signed before they parted.
    var histories: [[UInt8]: Set<Int>] = [:]
    private var news: String?

    init(
        place: Int, identity: LedgerIdentity, policies: StreetPolicies, conspiracy: Conspiracy?, count: Int,
        _ generator: inout SeededGenerator
    ) {
        self.place = place
        self.identity = identity
        self.policies = policies
        self.conspiracy = conspiracy
        var vices = Vices(&generator)
        if let conspiracy { vices.conspire(asLeader: conspiracy.leader == place) }
        self.vices = vices
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
            part()
            tell("it signs two histories from \(branches[0].size) on")
        }
        guard conspiracy == nil else { return }
        for place in side.indices {
            side[place] = generator.happens(percent: 8) ? nil : generator.number(in: 0...1)
        }
    }

    private func part() {
        branches.append(branches[0])
        for text in histories.keys { histories[text] = [0, 1] }
    }

    /// Shows each gateway the history that the conspiracy has for it now.
    func takeSides(at seconds: Int) {
        guard let conspiracy, conspiracy.leader == place, seconds >= conspiracy.beginning else { return }
        if branches.count == 1 {
            part()
            tell("it conspires, with two histories from \(branches[0].size) on")
        }
        for place in side.indices { side[place] = conspiracy.side(of: place, at: seconds) }
    }

    /// Signs something at the end of a history.
    func sign(in branch: Int, at moment: Moment, _ generator: inout SeededGenerator) throws -> Entry {
        let cryptography = identity.cryptography
        let word = cryptography.sha256((0..<8).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
        let draft =
            branches[branch].size == 0
            ? Draft(
                issuedAt: moment.stamp.time,
                message: .genesis(
                    Genesis(key: identity.statementSigner.publicKey, meters: [], software: "simulated liar")))
            : Draft(.configuration(word), at: moment.stamp)
        return try sign(draft, in: branch)
    }

    func sign(_ draft: Draft, in branch: Int) throws -> Entry {
        let entry = try identity.entry(draft, index: branches[branch].size, record: nil)
        branches[branch].append(entry.bytes, identity.cryptography)
        return entry
    }

    /// The head of a history, signed, and cosigned with the own mirror keys.
    func head(of branch: Int, at moment: Moment, _ generator: inout SeededGenerator) throws -> [UInt8] {
        var note = try identity.signHead(of: branches[branch].frontier).note
        for line in try self.lines(under: note.text, at: moment, &generator) { note.add(line) }
        let bytes = note.bytes
        histories[note.text, default: []].insert(branch)
        notes.append(bytes)
        if notes.count > Self.noteLimit { notes.removeFirst() }
        return bytes
    }

    /// Cosignatures of whatever it is, of now or of whenever suits, with every mirror key that it ever has: those that the policy
    /// does not name yet or any more as well.
    func lines(
        under text: [UInt8], at moment: Moment, _ generator: inout SeededGenerator
    ) throws -> [NoteSignature] {
        try policies.cards(of: place).map { card in
            var time = UInt64(clamping: moment.stamp.time.seconds)
            if vices.misdates {
                let around = Int64(generator.number(in: 0...172_800)) - 86_400
                time = generator.pick([1, UInt64(Int64.max), UInt64(clamping: moment.stamp.time.seconds + around)])
            }
            return try Cosignature.sign(text, time: time, key: card.key, with: card.signer)
        }
    }
}
