package import Metering
package import Statements

/// What the mirrors said, after a start, that they hold of the own log.
package struct Comparison: Hashable, Sendable {
    /// After this long without enough answers, of one connection, the gateway goes on with its own head and says so.
    package static let patience: Duration = .seconds(600)
    /// How long a mirror has for its answer before it is asked again.
    static let repetition: Duration = .seconds(3)
    /// How long the rest of the mirrors, and what the broker kept, may still come in once there are enough answers.
    static let settling: Duration = .seconds(2)

    /// When the mirrors were first asked in this connection. Time without a broker is no time to answer.
    package internal(set) var began: MonotonicTime?
    var asked: MonotonicTime?
    /// The mirrors that answered.
    package internal(set) var answered: Set<Origin> = []
    /// The largest head under the own key that anybody showed, and who did.
    package internal(set) var best: Claim?
    var isIncompletenessSaid = false
    /// Whether it was said that nobody hands over what some head covers.
    var isWithholdingSaid = false
    /// What lies loose at mirrors beyond what they hold whole.
    var loose = LooseTail()

    /// A session with the broker began.
    mutating func connected() {
        began = nil
        asked = nil
    }
}

/// What lies loose at mirrors, while the own tail beside it is being read.
package struct Gathering: Hashable, Sendable {
    let loose: LooseTail
    /// The own entry that is read next.
    var next: UInt64
    /// Whether the two part where the own entries may be in somebody's hands: then nothing loose is taken.
    var isOwnKept = false
    var asked: MonotonicTime
    /// Of the comparison that it came from.
    let isIncompletenessSaid: Bool
    var isWithholdingSaid: Bool
}

/// A head of the own log in another gateway's hands.
package struct Claim: Hashable, Sendable {
    /// The head, signed by the own log key.
    package let note: VerifiedNote
    /// Who showed it; the first to be asked for its entries.
    package let holder: Origin
}
