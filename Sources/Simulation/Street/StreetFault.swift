/// Something that goes wrong. Numbers are places of gateways in the street.
enum StreetFault: Hashable {
    /// The process dies and is started again.
    case crash(Int)
    /// The machine boots anew: its monotonic clock begins at 0, and its wall clock may be unset.
    case powerCut(Int)
    /// What becomes of the next commits.
    case writes(Int, [CommitFate])
    case diskFull(Int)
    /// After so many messages more the link is gone, or the process, and the rest of the turn's messages with it.
    case breakOff(Int, after: Int, isDeath: Bool)
    case linkDown(Int)
    /// The first of these do not hear the others.
    case partition([Int])
    /// The first of these and the others do not hear each other; whoever is neither hears both.
    case split([Int], [Int])
    /// The broker forgets all that it kept, and everybody connects again.
    case brokerRestart
    /// The broker clears what it retains, and says nothing.
    case brokerClears
    /// The broker sends old messages again.
    case brokerReplays(Int)
    /// What one sends never reaches the others.
    case hides(Int, from: [Int])
    /// Loss and repetition in percent, and the longest delay in steps; what is delayed is overtaken.
    case badNetwork(loss: Int, repetition: Int, delay: Int)
    /// The wall clock is set, by so many seconds.
    case clockJump(Int, seconds: Int)
    /// Nothing disciplines the clock any more.
    case clockUnsynchronised(Int)
    /// The oscillator runs so much too fast, in parts per million.
    case clockDrift(Int, partsPerMillion: Int)
}

/// A fault with its time.
struct PlannedFault {
    /// Seconds after the street's beginning.
    var start: Int
    /// How long it lasts, in seconds; 0 for what is over at once.
    var length: Int
    var fault: StreetFault
}
