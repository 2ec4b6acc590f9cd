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

    @Argument(help: "Which: \(BenchKind.allCases.map(\.rawValue).joined(separator: ", ")). All of them by default.")
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

        var table = BenchFigure.table
        defer { if !json { show(table, processor: processor) } }
        for kind in kinds.isEmpty ? BenchKind.allCases : kinds {
            Progress.say("\(kind.rawValue) …")
            for figure in try await kind.run(in: workshop) {
                if json { print(try JSON.line(figure)) } else { figure.add(to: &table) }
            }
        }
    }

    /// Also what there is when a later bench fails.
    private func show(_ table: Table, processor: Int) {
        table.lines.forEach { print($0) }
        print("")
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

    func run(in workshop: BenchWorkshop) async throws -> [BenchFigure] {
        switch self {
        case .sign: try await SignBench(workshop).run()
        case .ingest: try await IngestBench(workshop).run()
        case .catchUp: try await CatchUpBench(workshop).run()
        case .verify: try await VerifyBench(workshop).run()
        case .publish: try await PublishBench(workshop).run()
        case .edges: [try await EdgesBench(workshop).run()]
        }
    }
}
