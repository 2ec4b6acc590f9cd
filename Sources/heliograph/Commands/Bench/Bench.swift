import ArgumentParser
import FoundationEssentials
import System

/// Measures this machine, each figure beside what the hardware and the C libraries can do in the same run.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Figures, each with its ratio to a C program that does only the unavoidable part.",
        discussion: """
            The C programs (the floors) are built by `make bench`. They and this program take turns on one processor, the last \
            one; a broker runs beside them on another. A ratio is the median over the turns. Where the machine does other work \
            meanwhile, the ratio of processor times is the one to read.
            """)

    @Argument(
        help: """
            Which: \(BenchKind.allCases.map(\.rawValue).joined(separator: ", ")). By default all that take less than a \
            minute or two: not \(BenchKind.allCases.filter(\.isLong).map(\.rawValue).joined(separator: ", ")).
            """)
    var kinds: [BenchKind] = []

    @Flag(help: "One JSON object a figure instead of a table.")
    var json = false

    @Flag(help: "Small amounts: shows that everything runs; the figures mean little.")
    var quick = false

    @Option(
        help: ArgumentHelp("Where the floors are; without them there are figures and no ratios.", valueName: "path"))
    var floors = ".build/bench"

    @Option(
        help: ArgumentHelp("A directory for the databases; its disk is part of what is measured.", valueName: "path"))
    var directory = "/tmp"

    func run() async throws {
        let processor = try CurrentProcess.lastProcessor()
        try CurrentProcess.pin(to: processor)
        let folder = try BenchFolder(below: directory)
        defer { folder.remove() }
        let workshop = BenchWorkshop(
            folder: folder, floors: FloorPrograms(in: floors), amounts: quick ? .quick : .usual, processor: processor)
        if !workshop.floors.areBuilt { Progress.say("no floors in \(floors), so no ratios: `make bench` builds them") }

        var (figures, facts) = (BenchFigure.table, BenchFact.table)
        defer { if !json { show([figures, facts], processor: processor) } }
        for kind in kinds.isEmpty ? BenchKind.allCases.filter({ !$0.isLong }) : kinds {
            Progress.say("\(kind.rawValue) …")
            let result = try await kind.run(in: workshop)
            if json {
                for figure in result.figures { print(try JSON.line(figure)) }
                for fact in result.facts { print(try JSON.line(fact)) }
            } else {
                for figure in result.figures { figure.add(to: &figures) }
                for fact in result.facts { fact.add(to: &facts) }
            }
        }
    }

    /// Also what there is when a later bench fails.
    private func show(_ tables: [Table], processor: Int) {
        for table in tables where !table.isEmpty { (table.lines + [""]).forEach { print($0) } }
        print("pinned to processor \(processor); load average \((try? LoadAverage.now().text) ?? "unknown")")
    }
}

/// Words for whoever waits, beside the output.
enum Progress {
    static func say(_ words: String) { StandardStream.error.write("bench: \(words)\n") }
}

/// What can be measured, in the order in which it is.
enum BenchKind: String, CaseIterable, ExpressibleByArgument {
    case sign
    case ingest
    case catchUp = "catch-up"
    case verify
    case publish
    case edges
    case missedMonth = "missed-month"
    case hundredLogs = "hundred-logs"
    case tenYears = "ten-years"
    case period

    /// Whether it is to be asked for by name.
    var isLong: Bool { self == .hundredLogs || self == .tenYears || self == .period }

    func run(in workshop: BenchWorkshop) async throws -> BenchResult {
        switch self {
        case .sign: BenchResult(figures: try await SignBench(workshop).run())
        case .ingest: BenchResult(figures: try await IngestBench(workshop).run())
        case .catchUp: BenchResult(figures: try await CatchUpBench(workshop).run())
        case .verify: BenchResult(figures: try await VerifyBench(workshop).run())
        case .publish: BenchResult(figures: try await PublishBench(workshop).run())
        case .edges: BenchResult(figures: [try await EdgesBench(workshop).run()])
        case .missedMonth: try await MissedMonthBench(workshop).run()
        case .hundredLogs: try await HundredLogsBench(workshop).run()
        case .tenYears: try await TenYearsBench(workshop).run()
        case .period: BenchResult(facts: try await PeriodBench(workshop).run())
        }
    }
}
