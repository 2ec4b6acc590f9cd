import ArgumentParser

/// What concerns one meter, and the billing meter beside it.
struct MeterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meter", abstract: "Compare a meter with the billing meter's dial, and set it.",
        subcommands: [MeterAdjust.self, MeterDrift.self])
}
