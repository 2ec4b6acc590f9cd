/// Collects the records of a pack under the same limits as ``RecordReader``, so that what is signed can be read.
struct RecordWriter {
    /// What the content is, for errors.
    let kind: String
    private(set) var records: [SenMLRecord] = []

    init(kind: String) {
        self.kind = kind
        records.reserveCapacity(16)
    }

    mutating func integer(
        _ name: String, _ value: Int64, _ unit: SenMLRecord.Unit, in range: ClosedRange<Int64> = .counter
    ) throws(StatementError) {
        guard range.contains(value) else { throw fault(name, range.expectation(unit)) }
        records.append(SenMLRecord(name, .integer(value, unit)))
    }

    /// Nothing where there is no value.
    mutating func optionalInteger(
        _ name: String, _ value: Int64?, _ unit: SenMLRecord.Unit, in range: ClosedRange<Int64> = .counter
    ) throws(StatementError) {
        if let value { try integer(name, value, unit, in: range) }
    }

    mutating func text(_ name: String, _ text: String) { records.append(SenMLRecord(name, .text(text))) }

    mutating func boolean(_ name: String, _ value: Bool) { records.append(SenMLRecord(name, .boolean(value))) }

    mutating func data(_ name: String, _ bytes: [UInt8]) { records.append(SenMLRecord(name, .data(bytes))) }

    func fault(_ name: String, _ expected: String) -> StatementError {
        .content(of: kind, field: "“\(name)”", expected: expected)
    }
}
