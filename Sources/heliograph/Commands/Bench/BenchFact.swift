/// One thing that a bench found out and that is no rate beside a floor.
struct BenchFact: Encodable {
    /// What was measured.
    let bench: String
    /// What of it, with its unit.
    let what: String
    let value: Double
    /// What it should be at most.
    var limit: Double?

    static var table: Table { Table(.words("bench"), .words("what"), .figures("value"), .figures("at most")) }

    func add(to table: inout Table) {
        table.add(
            bench, what, "\(Hundredths(rounding: value))", limit.map { "\(Hundredths(rounding: $0))" } ?? "")
    }
}

/// What a bench found out.
struct BenchResult {
    var figures: [BenchFigure] = []
    var facts: [BenchFact] = []
}
