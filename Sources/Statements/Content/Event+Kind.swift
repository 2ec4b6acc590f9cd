import Metering

extension Event.Kind {
    /// The value of the record `event`.
    var name: String {
        switch self {
        case .tamper: "tamper"
        case .restart: "restart"
        case .clockStep: "clock-step"
        case .anchor: "anchor"
        case .configuration: "configuration"
        case .adjustment: "adjustment"
        case .meter: "meter"
        }
    }

    /// Writes the records between `event` and `clock`.
    func write(to writer: inout RecordWriter) throws(StatementError) {
        switch self {
        case .tamper(let input, let isActive):
            writer.text("input", input.text)
            writer.boolean("active", isActive)
        case .restart(let saved, let missingSeconds):
            try writer.integer("saved", saved.seconds, .second, in: .seconds)
            try writer.optionalInteger("missing", missingSeconds, .second)
        case .clockStep(let before, let after):
            try writer.integer("before", before.seconds, .second, in: .seconds)
            try writer.integer("after", after.seconds, .second, in: .seconds)
        case .anchor:
            break
        case .configuration(let hash):
            writer.data("hash", hash.bytes)
        case .adjustment(let adjustment):
            try adjustment.write(to: &writer)
        case .meter(let change):
            try change.write(to: &writer)
        }
    }

    /// Reads the records between `event` and `clock`.
    /// - Parameters:
    ///   - name: the value of the record `event`.
    ///   - subject: the meter that the event concerns.
    init(_ name: String, subject: Name, _ reader: inout RecordReader) throws(StatementError) {
        switch name {
        case "tamper":
            let input = try reader.text("input", "a name") { try? Name($0) }
            self = .tamper(input: input, isActive: try reader.boolean("active"))
        case "restart":
            let saved = try reader.integer("saved", .second, in: .seconds)
            self = .restart(
                saved: UnixTime(seconds: saved), missingSeconds: try reader.optionalInteger("missing", .second))
        case "clock-step":
            let before = try reader.integer("before", .second, in: .seconds)
            let after = try reader.integer("after", .second, in: .seconds)
            self = .clockStep(before: UnixTime(seconds: before), after: UnixTime(seconds: after))
        case "anchor":
            self = .anchor
        case "configuration":
            self = .configuration(try reader.data("hash", "32 bytes") { Digest($0) })
        case "adjustment":
            self = .adjustment(try DialAdjustment(&reader))
        case "meter":
            self = .meter(try MeterChange(subject: subject, &reader))
        default:
            throw reader.fault("event", "a kind that this version knows, not “\(name)”; a newer Heliograph may")
        }
    }
}

extension DialAdjustment {
    func write(to writer: inout RecordWriter) throws(StatementError) {
        try writer.integer("dial", dial.rawValue, .joule, in: .signed)
        try writer.optionalInteger("old", oldOffset?.rawValue, .joule, in: .signed)
        try writer.integer("new", newOffset.rawValue, .joule, in: .signed)
        guard Self.isReason(reason) else { throw writer.fault("reason", Self.reasonExpectation) }
        writer.text("reason", reason)
    }

    init(_ reader: inout RecordReader) throws(StatementError) {
        let dial = try reader.integer("dial", .joule, in: .signed)
        let old = try reader.optionalInteger("old", .joule, in: .signed)
        let new = try reader.integer("new", .joule, in: .signed)
        let reason = try reader.text("reason", Self.reasonExpectation) { Self.isReason($0) ? $0 : nil }
        self.init(dial: Joules(dial), oldOffset: old.map(Joules.init), newOffset: Joules(new), reason: reason)
    }
}

extension MeterChange {
    func write(to writer: inout RecordWriter) throws(StatementError) {
        let parts: (change: String, final: Joules?, initial: Joules?) =
            switch kind {
            case .added(let initial): ("added", nil, initial)
            case .removed(let final): ("removed", final, nil)
            case .exchanged(let final, let initial): ("exchanged", final, initial)
            case .constant: ("constant", nil, nil)
            }
        writer.text("change", parts.change)
        writer.text("constant", description.constant.description)
        writer.text("ratio", description.ratio.description)
        writer.text("direction", description.direction.rawValue)
        writer.text("obis", description.obis)
        try writer.integer("energy", energy.rawValue, .joule)
        try writer.integer("pulses", pulses.rawValue, .count)
        try writer.optionalInteger("final", parts.final?.rawValue, .joule, in: .signed)
        try writer.optionalInteger("initial", parts.initial?.rawValue, .joule, in: .signed)
    }

    init(subject: Name, _ reader: inout RecordReader) throws(StatementError) {
        let change = try reader.text("change", "added, removed, exchanged or constant") { $0 }
        let constant = try reader.text("constant", Rational.expectation, Rational.init(canonical:))
        let ratio = try reader.text("ratio", Rational.expectation, Rational.init(canonical:))
        let direction = try reader.text("direction", "production, import or export", Direction.init(rawValue:))
        let description = try reader.text("obis", "an OBIS code, of a meter") { obis in
            try? MeterDescription(name: subject, constant: constant, ratio: ratio, direction: direction, obis: obis)
        }
        let energy = try reader.integer("energy", .joule)
        let pulses = try reader.integer("pulses", .count)
        let final = try reader.optionalInteger("final", .joule, in: .signed).map(Joules.init)
        let initial = try reader.optionalInteger("initial", .joule, in: .signed).map(Joules.init)
        let kind: Kind
        switch (change, final, initial) {
        case ("added", nil, let initial): kind = .added(initialDial: initial)
        case ("removed", let final, nil): kind = .removed(finalDial: final)
        case ("exchanged", let final, let initial): kind = .exchanged(finalDial: final, initialDial: initial)
        case ("constant", nil, nil): kind = .constant
        default: throw reader.fault("change", "added, removed, exchanged or constant, with the dials that belong to it")
        }
        self.init(kind: kind, description: description, energy: Joules(energy), pulses: Pulses(pulses))
    }
}

extension Rational {
    static let expectation = "a positive number such as 1000, 562.5 or 3/7, in its shortest form"

    /// Reads the one text that ``description`` gives.
    init?(canonical text: String) {
        self.init(parsing: text)
        guard description == text else { return nil }
    }
}
