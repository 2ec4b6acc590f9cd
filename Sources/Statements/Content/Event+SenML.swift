import Metering

extension Event {
    /// The pack that is signed: FORMAT.md lists its records and their order.
    /// - Throws: ``StatementError/content(of:field:expected:)`` for a value that no reader would accept.
    package func senML(origin: Origin) throws(StatementError) -> [UInt8] {
        var writer = RecordWriter(kind: Self.kindName)
        writer.text("event", kind.name)
        try kind.write(to: &writer)
        writer.text("clock", stamp.quality.rawValue)
        writer.data("boot", stamp.boot.bytes)
        try writer.integer("uptime", Int64(clamping: stamp.uptime.nanoseconds / 1_000_000_000), .second, in: .seconds)
        try check()
        return try SenMLPack(origin: origin, subject: subject, time: stamp.time.seconds, records: writer.records)
            .encode()
    }

    /// Reads a pack that ``senML(origin:)`` gave.
    /// - Throws: ``StatementError``, for bytes that are not such a pack of this log.
    package init(senML bytes: [UInt8], origin: Origin) throws(StatementError) {
        let pack = try SenMLPack(decoding: bytes)
        guard pack.origin == origin else {
            throw .content(of: Self.kindName, field: "bn", expected: "of the log \(origin)")
        }
        try self.init(pack)
    }

    init(_ pack: SenMLPack) throws(StatementError) {
        var reader = RecordReader(pack, kind: Self.kindName)
        let name = try reader.text("event", "the first record") { $0 }
        let kind = try Kind(name, subject: pack.subject, &reader)
        let quality = try reader.text("clock", "S, I, R or U", ClockQuality.init(rawValue:))
        let boot = try reader.data("boot", "8 bytes", BootIdentity.init)
        let uptime = try reader.integer("uptime", .second, in: .seconds)
        try reader.finish()
        self.init(
            subject: pack.subject,
            stamp: ClockStamp(
                time: UnixTime(seconds: pack.time), quality: quality, boot: boot,
                uptime: MonotonicTime(nanoseconds: UInt64(uptime) * 1_000_000_000)),
            kind: kind)
        try check()
    }

    private static let kindName = "an event"

    /// What the records of an event say about each other and about its name.
    private func check() throws(StatementError) {
        let isOfGateway = MeterDescription.reservedNames.contains(subject.text)
        let isFitting =
            switch kind {
            case .adjustment: !isOfGateway
            case .meter(let change): subject == change.description.name
            case .tamper: subject.text != "mirror"
            case .restart, .clockStep, .anchor, .configuration: subject.text == "gateway"
            }
        guard isFitting else {
            throw .content(
                of: Self.kindName, field: "bn", expected: "of the meter that it concerns, or else the gateway")
        }
        guard kind != .anchor || stamp.quality == .synchronised else {
            throw .content(of: Self.kindName, field: "“clock”", expected: "S in an anchor")
        }
    }
}
