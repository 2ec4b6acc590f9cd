import Metering

/// A SenML pack (RFC 8428) in the strict profile that is signed: deterministic CBOR, integers only, one base name and one
/// absolute base time, both in the first record; every record has a name and exactly one value.
///
/// Any SenML reader understands it; most of what SenML allows is refused here, so that one meaning has one form.
struct SenMLPack: Hashable, Sendable {
    static let sizeLimit = 4096
    static let recordLimit = 32

    var origin: Origin
    var subject: Name
    /// Whole seconds since 1970, in ``SignedTime/range``.
    var time: Int64
    var records: [SenMLRecord]

    init(origin: Origin, subject: Name, time: Int64, records: [SenMLRecord]) {
        self.origin = origin
        self.subject = subject
        self.time = time
        self.records = records
    }

    /// - Throws: ``StatementError/content(of:field:expected:)`` when the time or the number of records is not one that
    ///   ``init(decoding:)`` accepts, ``StatementError/tooLong(size:limit:)`` likewise.
    func encode() throws(StatementError) -> [UInt8] {
        guard SignedTime.range.contains(time) else { throw Self.fault("bt", SignedTime.expectation) }
        guard (1...Self.recordLimit).contains(records.count) else { throw Self.recordCountFault }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        bytes.appendHead(.array, UInt64(records.count))
        for (ordinal, record) in records.enumerated() {
            let isFirst = ordinal == 0
            bytes.appendRecord(record, baseFieldCount: isFirst ? 2 : 0)
            guard isFirst else { continue }
            bytes.appendInteger(SenMLLabel.baseName)
            bytes.appendTextString("\(origin)/\(subject)/")
            bytes.appendInteger(SenMLLabel.baseTime)
            bytes.appendInteger(time)
        }
        guard bytes.count <= Self.sizeLimit else { throw .tooLong(size: bytes.count, limit: Self.sizeLimit) }
        return bytes
    }

    static func fault(_ field: String, _ expected: String) -> StatementError {
        .content(of: "a SenML pack", field: field, expected: expected)
    }

    static let recordCountFault = fault("the number of records", "1 to \(recordLimit)")
}

extension [UInt8] {
    /// Appends one record but for its base fields, whose number the head of the map includes.
    fileprivate mutating func appendRecord(_ record: SenMLRecord, baseFieldCount: UInt64) {
        var fieldCount = 2 + baseFieldCount
        if case .integer = record.value { fieldCount += 1 }
        appendHead(.map, fieldCount)
        appendInteger(SenMLLabel.name)
        appendTextString(record.name)
        switch record.value {
        case .integer(let value, let unit):
            appendInteger(SenMLLabel.unit)
            appendTextString(unit.rawValue)
            appendInteger(SenMLLabel.value)
            appendInteger(value)
        case .text(let text):
            appendInteger(SenMLLabel.text)
            appendTextString(text)
        case .boolean(let value):
            appendInteger(SenMLLabel.boolean)
            appendHead(.simple, value ? 21 : 20)
        case .data(let data):
            appendInteger(SenMLLabel.data)
            appendByteString(data)
        }
    }
}
