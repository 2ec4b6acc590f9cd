/// Takes the records of a pack one after another, each of which must be the one that its kind of content has there.
struct RecordReader {
    /// What the content is, for errors.
    let kind: String
    private var records: ArraySlice<SenMLRecord>

    init(_ pack: SenMLPack, kind: String) {
        self.kind = kind
        self.records = pack.records[...]
    }

    mutating func integer(
        _ name: String, _ unit: SenMLRecord.Unit, in range: ClosedRange<Int64> = .counter
    ) throws(StatementError) -> Int64 {
        guard case .integer(let value, unit)? = take(name), range.contains(value) else {
            throw fault(name, range.expectation(unit))
        }
        return value
    }

    /// Like ``integer(_:_:in:)``, for a record that may be absent.
    mutating func optionalInteger(
        _ name: String, _ unit: SenMLRecord.Unit, in range: ClosedRange<Int64> = .counter
    ) throws(StatementError) -> Int64? {
        records.first?.name == name ? try integer(name, unit, in: range) : nil
    }

    /// A text that `transform` knows how to read.
    mutating func text<T>(_ name: String, _ expected: String, _ transform: (String) -> T?) throws(StatementError) -> T {
        guard case .text(let text)? = take(name), let value = transform(text) else { throw fault(name, expected) }
        return value
    }

    mutating func boolean(_ name: String) throws(StatementError) -> Bool {
        guard case .boolean(let value)? = take(name) else { throw fault(name, "true or false") }
        return value
    }

    /// Bytes that `transform` knows how to read.
    mutating func data<T>(
        _ name: String, _ expected: String, _ transform: ([UInt8]) -> T?
    ) throws(StatementError) -> T {
        guard case .data(let data)? = take(name), let value = transform(data) else { throw fault(name, expected) }
        return value
    }

    /// Refuses records after the last that the content has.
    func finish() throws(StatementError) {
        if let record = records.first { throw fault(record.name, "absent, or somewhere else") }
    }

    func fault(_ name: String, _ expected: String) -> StatementError {
        .content(of: kind, field: "“\(name)”", expected: expected)
    }

    private mutating func take(_ name: String) -> SenMLRecord.Value? {
        records.first?.name == name ? records.popFirst()?.value : nil
    }
}

extension ClosedRange<Int64> {
    /// Running totals and lengths of time.
    static let counter = 0...Int64.max
    /// Differences, and what a dial shows.
    static let signed = Int64.min...Int64.max
    /// Times since 1970 and since a boot, as values: an unset clock may stand at 0.
    static let seconds = 0...SignedTime.range.upperBound - 1

    func expectation(_ unit: SenMLRecord.Unit) -> String {
        let amount = self == .counter ? "0 or more" : self == .signed ? "an integer" : "0 to 2^33 − 1"
        return "here and \(amount), in \(unit.rawValue)"
    }
}
