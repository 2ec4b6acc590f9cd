/// What a liar does besides what everybody does.
struct Vices {
    /// Signs two histories, and shows each to some.
    var equivocates: Bool
    /// Cosigns every checkpoint that it sees, of entries that it does not have.
    var cosignsAnything: Bool
    /// Sends old heads of its own, and answers with old heads of others.
    var replays: Bool
    /// Publishes checkpoints without all of their entries, and hands over nothing.
    var withholds: Bool
    /// Answers with bytes that are not those that were asked for.
    var garbles: Bool
    /// Publishes “evidence” against honest logs.
    var accuses: Bool
    /// Cosigns with any time that a line can carry.
    var misdates: Bool
    /// Its log adopts no version of the policy, or none but in one of its histories.
    var refusesToFollow: Bool
    /// Its log adopts versions that were never in force.
    var adoptsFalsely: Bool
    /// Its log shows records of adoptions that nobody made.
    var forgesRecords: Bool

    init(_ generator: inout SeededGenerator) {
        equivocates = generator.happens(percent: 60)
        cosignsAnything = generator.happens(percent: 60)
        replays = generator.happens(percent: 40)
        withholds = generator.happens(percent: 40)
        garbles = generator.happens(percent: 40)
        accuses = generator.happens(percent: 40)
        misdates = generator.happens(percent: 60)
        refusesToFollow = generator.happens(percent: 30)
        adoptsFalsely = generator.happens(percent: 25)
        forgesRecords = generator.happens(percent: 40)
    }

    /// Does all that helps to have two histories recorded, and nothing that would give them away.
    mutating func conspire(asLeader isLeader: Bool) {
        equivocates = isLeader
        cosignsAnything = true
        (replays, withholds, garbles, accuses) = (false, false, false, false)
    }
}
