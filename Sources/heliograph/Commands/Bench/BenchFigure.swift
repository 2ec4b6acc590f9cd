import System

/// One line of what `heliograph bench` prints.
struct BenchFigure: Encodable {
    /// What was measured.
    var bench: String
    /// What was counted.
    var unit: String
    /// Median over the turns, by the wall clock.
    var ratePerS: Double
    /// The floor's, in its own turns.
    var floorPerS: Double?
    /// ``ratePerS`` ÷ ``floorPerS``, as the median of the ratios turn by turn.
    var ratio: Double?
    /// The same by processor time: what it would be on an idle machine whose disk never waits.
    var processorRatio: Double?
    /// What the ratio should be at least.
    var goal: Double?
    /// Processor time for each, in ns.
    var nsEachProcessor: Double?
    /// How long the whole took, where the whole is what matters.
    var seconds: Double?
    var turns = 1
    /// The most that this process had in memory so far, and what of it is now its own: KiB.
    var peakKib: Int64?
    var anonymousKib: Int64?
    /// The load average of the last minute, at the end.
    var load: Double?

    /// The same with what the process and the machine look like now.
    func witnessed() throws -> Self {
        var figure = self
        let memory = try ProcessMemory()
        (figure.peakKib, figure.anonymousKib) = (memory.peak_kib, memory.anonymous_kib)
        figure.load = try LoadAverage.now().lastMinute
        return figure
    }

    static var table: Table {
        Table(
            .words("bench"), .figures("a second"), .words("of"), .figures("floor"), .figures("ratio"),
            .figures("by processor"), .figures("goal"), .figures("ns each"), .figures("s"), .figures("MiB own"))
    }

    func add(to table: inout Table) {
        table.add(
            bench, Self.whole(ratePerS), unit, floorPerS.map(Self.whole) ?? "", ratio.map(Self.hundredths) ?? "",
            processorRatio.map(Self.hundredths) ?? "", goal.map(Self.hundredths) ?? "",
            nsEachProcessor.map(Self.whole) ?? "", seconds.map(Self.hundredths) ?? "",
            anonymousKib.map { Self.hundredths(Double($0) / 1024) } ?? "")
    }

    private static func whole(_ value: Double) -> String { value.isFinite ? "\(Int(value.rounded()))" : "?" }

    private static func hundredths(_ value: Double) -> String {
        value.isFinite ? "\(Hundredths(count: Int64((value * 100).rounded())))" : "?"
    }
}

/// How busy the machine is: the kernel's averages of runnable threads.
struct LoadAverage {
    /// As in `/proc/loadavg`: over 1, 5 and 15 minutes.
    let text: String
    let lastMinute: Double

    static func now() throws -> Self {
        let fields = String(decoding: try SmallFile.read("/proc/loadavg"), as: UTF8.self).split(separator: " ")
        guard fields.count >= 3, let lastMinute = Double(fields[0]) else {
            throw SystemError.unreadable(path: "/proc/loadavg", expected: "three averages")
        }
        return Self(text: fields[..<3].joined(separator: " "), lastMinute: lastMinute)
    }
}
