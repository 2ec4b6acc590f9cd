package import Metering
package import Statements

/// A statement before it has an index: when it was made, and what it says.
package struct Draft: Hashable, Sendable {
    /// When it is signed; whole seconds.
    package var issuedAt: UnixTime
    /// What it says.
    package var message: Message

    package init(issuedAt: UnixTime, message: Message) {
        self.issuedAt = issuedAt
        self.message = message
    }

    /// An event of the gateway itself, or of the meter that it concerns.
    package init(_ kind: Event.Kind, of subject: Name = .gateway, at stamp: ClockStamp) {
        self.init(issuedAt: stamp.time, message: .event(Event(subject: subject, stamp: stamp, kind: kind)))
    }

    /// A statement that was signed but never published, to be signed once more behind what others hold.
    /// - Parameter raise: by how much each meter's totals are larger now.
    /// - Throws: ``StatementError`` when the entry is not a statement that this version makes.
    init(again entry: Entry, raisedBy raise: [Name: Register], meters: [Name: MeterDescription]) throws {
        let header = try StatementHeader(of: entry)
        var message = try Message.decode(entry)
        if case .reading(var reading) = message, let gain = raise[reading.meter], let meter = meters[reading.meter] {
            let before = reading.energy
            reading.pulses = Pulses(reading.pulses.rawValue + gain.pulses.rawValue)
            reading.energy = try meter.energy(of: reading.pulses)
            reading.dial = reading.dial.map { Joules($0.rawValue + reading.energy.rawValue - before.rawValue) }
            reading.lost += gain.lost
            reading.bounced += gain.bounced
            reading.stuck += gain.stuck
            message = .reading(reading)
        }
        self.init(issuedAt: header.issuedAt, message: message)
    }
}
