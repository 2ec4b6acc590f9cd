import Gateway

/// What can happen next in a street. Numbers are places of gateways.
enum StreetEvent {
    /// The broker hands a message over, if the gateway is there.
    case message(Int, BrokerMessage)
    /// The broker acknowledges what was published in a session.
    case acknowledged(Int, session: Int, [UInt64])
    /// A gateway's loop looks at the time; the ordinal tells whether something happened meanwhile.
    case tick(Int, ordinal: Int)
    /// A gateway's meters look at the time, because an interval ends.
    case reading(Int, ordinal: Int)
    case start(Int)
    case connect(Int)
    /// A time source sets a gateway's clock right.
    case clockSet(Int)
    /// A liar does what its interval is for.
    case lie(Int)
    case fault(Int)
    /// Of a change of the policy: a card dies or somebody starts who joins; and the version is in force.
    case prelude(Int)
    case inForce(Int)
    /// A gateway follows a version of the policy.
    case follow(Int, version: Int)
    /// A gateway's owner starts it again.
    case restart(Int)
    /// Everybody is there again, after more than seven days.
    case awake
    case heal(Int)
    /// Everything that is promised is looked at.
    case audit
    /// Nothing goes wrong any more, except that liars lie.
    case peace
}
