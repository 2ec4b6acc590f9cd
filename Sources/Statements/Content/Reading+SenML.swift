package import Metering

extension Reading {
    /// The pack that is signed: FORMAT.md lists its records and their order.
    /// - Throws: ``StatementError/content(of:field:expected:)`` for a value that no reader would accept, such as a total
    ///   below zero or a time before 1978.
    package func senML(origin: Origin) throws(StatementError) -> [UInt8] {
        var writer = RecordWriter(kind: Self.kind)
        try writer.integer("energy", energy.rawValue, .joule)
        try writer.integer("pulses", pulses.rawValue, .count)
        try writer.optionalInteger("dial", dial?.rawValue, .joule, in: .signed)
        try writer.integer("power", power.rawValue, .watt)
        try writer.integer("interval", intervalSeconds, .second)
        writer.text("clock", clock.rawValue)
        switch (clock, boot, uptimeSeconds) {
        case (.synchronised, nil, nil): break
        case (.synchronised, _, _): throw writer.fault("boot", "absent while the clock is synchronised")
        case (_, let boot?, let uptime?):
            writer.data("boot", boot.bytes)
            try writer.integer("uptime", uptime, .second, in: .seconds)
        default: throw writer.fault("boot", "here with “uptime” while the clock is not synchronised")
        }
        try writer.integer("lost", lost, .count)
        try writer.integer("bounced", bounced, .count)
        try writer.integer("stuck", stuck, .count)
        return try SenMLPack(origin: origin, subject: meter, time: end.seconds, records: writer.records).encode()
    }

    /// Reads a pack that ``senML(origin:)`` gave.
    /// - Throws: ``StatementError``, for bytes that are not such a pack of this log.
    package init(senML bytes: [UInt8], origin: Origin) throws(StatementError) {
        let pack = try SenMLPack(decoding: bytes)
        guard pack.origin == origin else {
            throw .content(of: Self.kind, field: "bn", expected: "of the log \(origin)")
        }
        try self.init(pack)
    }

    init(_ pack: SenMLPack) throws(StatementError) {
        var reader = RecordReader(pack, kind: Self.kind)
        guard !MeterDescription.reservedNames.contains(pack.subject.text) else {
            throw reader.fault("bn", "of a meter, not of the gateway")
        }
        let energy = try reader.integer("energy", .joule)
        let pulses = try reader.integer("pulses", .count)
        let dial = try reader.optionalInteger("dial", .joule, in: .signed)
        let power = try reader.integer("power", .watt)
        let interval = try reader.integer("interval", .second)
        let clock = try reader.text("clock", "S, I, R or U", ClockQuality.init(rawValue:))
        var boot: BootIdentity?
        var uptime: Int64?
        if clock != .synchronised {
            boot = try reader.data("boot", "8 bytes, since the clock is not synchronised", BootIdentity.init)
            uptime = try reader.integer("uptime", .second, in: .seconds)
        }
        let lost = try reader.integer("lost", .count)
        let bounced = try reader.integer("bounced", .count)
        let stuck = try reader.integer("stuck", .count)
        try reader.finish()
        self.init(
            meter: pack.subject, end: UnixTime(seconds: pack.time), energy: Joules(energy), pulses: Pulses(pulses),
            dial: dial.map(Joules.init), power: Watts(power), intervalSeconds: interval, clock: clock, boot: boot,
            uptimeSeconds: uptime, lost: lost, bounced: bounced, stuck: stuck)
    }

    private static let kind = "a reading"
}
