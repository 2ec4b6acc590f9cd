package import Metering
package import Statements

/// A statement before it has an index: when it was made, and what it says.
package struct Draft: Hashable, Sendable {
    /// When it was made: the `iat` of the entry.
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
}

// MARK: - Totals that another life of the gateway reached

extension Draft {
    /// A statement that was signed but never published, to be signed once more behind what others hold.
    /// - Parameters:
    ///   - raise: by how much each meter's totals are larger than this statement's author knew.
    ///   - scales: what pulses are worth.
    /// - Returns: `nil` for an entry that this version does not read.
    init?(again bytes: [UInt8], raisedBy raise: [Name: Register], scales: [Name: EnergyScale]) {
        guard let entry = try? Entry(parsing: bytes), let header = try? StatementHeader(of: entry),
            let message = try? Message.decode(entry)
        else { return nil }
        self.init(issuedAt: header.issuedAt, message: message)
        guard let totals, let gain = raise[message.subject] else { return }
        set(totals + gain, scales)
    }

    /// The same statement with what another life of the gateway had counted before: it waited unsigned until that was known.
    package func raised(by meters: [Name: RestoredMeter]) -> Self {
        guard let meter = meters[message.subject], let totals else { return self }
        var raised = self
        raised.set(totals + meter.gain, meters.mapValues(\.scale))
        return raised
    }

    /// The same statement with totals no smaller than the log says already: it may have been made before the meter was told
    /// what another life had counted.
    /// - Parameters:
    ///   - reached: the totals that the log says of the meters that were restored; they rise with this statement.
    ///   - scales: what pulses are worth until now; a changed meter changes it.
    func lifted(to reached: inout [Name: Register], _ scales: inout [Name: EnergyScale]) -> Self {
        var lifted = self
        if let totals, let least = reached[message.subject] {
            lifted.set(totals.merging(least), scales)
            reached[message.subject] = totals.merging(least)
        }
        if let change = lifted.meterChange { scales[message.subject] = change.scale }
        return lifted
    }

    /// The change of a meter, if that is what the statement says.
    var meterChange: MeterChange? {
        if case .event(let event) = message, case .meter(let change) = event.kind { change } else { nil }
    }

    /// The change of the statement key, if that is what the statement says.
    var keyChange: KeyChange? { if case .rule(.key(let change)) = message { change } else { nil } }

    /// Whether this means nothing at another place in the log: the genesis, and the record of an adoption.
    var isBoundToPlace: Bool {
        switch message {
        case .genesis, .rule(.record): true
        case .reading, .event, .rule: false
        }
    }

    /// The new dial offset, if that is what the statement says.
    var adjustment: DialAdjustment? {
        if case .event(let event) = message, case .adjustment(let adjustment) = event.kind { adjustment } else { nil }
    }

    /// The running totals that the statement says of its meter; `nil` where it says none.
    var totals: Register? {
        switch message {
        case .reading(let reading):
            Register(pulses: reading.pulses, lost: reading.lost, bounced: reading.bounced, stuck: reading.stuck)
        case .event: meterChange.map { Register(pulses: $0.pulses) }
        case .genesis, .rule: nil
        }
    }

    /// Changes the totals and what follows from them. A meter of which no scale is known keeps what it had.
    private mutating func set(_ totals: Register, _ scales: [Name: EnergyScale]) {
        switch message {
        case .reading(var reading):
            guard let energy = try? scales[reading.meter]?.energy(of: totals.pulses) else { return }
            reading.dial = reading.dial.map { Joules($0.rawValue + energy.rawValue - reading.energy.rawValue) }
            reading.energy = energy
            reading.pulses = totals.pulses
            reading.lost = totals.lost
            reading.bounced = totals.bounced
            reading.stuck = totals.stuck
            message = .reading(reading)
        case .event(let event):
            guard case .meter(var change) = event.kind else { return }
            // What was counted until the change is worth what the plate before it said.
            let scale = scales[event.subject] ?? EnergyScale(of: change.description)
            guard let energy = try? scale.energy(of: totals.pulses) else { return }
            change.pulses = totals.pulses
            change.energy = energy
            message = .event(Event(subject: event.subject, stamp: event.stamp, kind: .meter(change)))
        case .genesis, .rule: return
        }
    }
}

extension Register {
    /// What these totals have more than others; nothing where they have less.
    func gain(over other: Self) -> Self {
        Self(
            pulses: Pulses(max(0, pulses.rawValue - other.pulses.rawValue)), lost: max(0, lost - other.lost),
            bounced: max(0, bounced - other.bounced), stuck: max(0, stuck - other.stuck))
    }
}
