import FoundationEssentials
import Metering
import Statements
import System
import Testing

/// A gateway whose clock somebody sets while it counts: an instrument stands between the program and its wall clock.
@Suite("The clock jumps", .needs(.mosquittoSub))
struct ClockJumpTests {
    private let roof = "roof-1"

    @Test("an event says so; power and energy do not notice, and everything is recorded", arguments: [3600, -86_400])
    func jump(seconds: Int64) async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let (library, offset) = ("\(temporary.path)/clock.so", "\(temporary.path)/offset")
        let source = "\(ForeignTool.root)/Tests/ProgramTests/Instruments/clock.c"
        let (exit, words) = try await ChildProcess.run(
            "cc", ["-Wall", "-Werror", "-shared", "-fPIC", "-o", library, source])
        #expect(exit == .code(0), "\(words)")
        func set(_ seconds: Int64) throws {
            try Data("\(seconds)".utf8).write(to: URL(filePath: offset), options: .atomic)
        }
        try set(0)
        try await street.start([roof], with: ["LD_PRELOAD=\(library)", "CLOCK_OFFSET=\(offset)"])
        try await street.start(["roof-2", "roof-3", "roof-4"])
        for jump in [0, seconds, 0] {
            try set(jump)
            let before = try await street.head(of: roof).entries
            #expect(try await street.waits { try await street.head(of: roof).recorded >= before + 5 })
        }
        await street.end()
        let log = try await messages(in: street.folder)
        let steps = log.compactMap { message -> Int64? in
            guard case .event(let event) = message, case .clockStep(let before, let after) = event.kind else {
                return nil
            }
            return after.seconds - before.seconds
        }
        #expect(steps.count == 2 && abs(steps[0] - seconds) < 5 && abs(steps[1] + seconds) < 5, "\(steps)")
        let life = log[(try #require(log.lastIndex { $0.isRestart }))...]
        let readings = life.compactMap { if case .reading(let reading) = $0 { reading } else { nil } }
        #expect(readings.count > 10)
        for (last, next) in zip(readings, readings.dropFirst()) {
            let energy = next.energy.rawValue - last.energy.rawValue
            let (power, interval) = (next.power.rawValue, next.intervalSeconds)
            #expect(energy >= 0 && next.pulses >= last.pulses)
            // The length is rounded to a second, and power says what the exact one was. The interval that a jump
            // ends may be shorter than half of one.
            #expect((0...10).contains(interval) && abs(energy - power * interval) <= power / 2 + interval, "\(next)")
        }
        try await StreetAudit.checkOwnLogs(of: street.folder)
    }

    private func messages(in folder: StreetFolder) async throws -> [Message] {
        let entries = try await StreetDisks(folder: folder).entries(of: roof, on: roof)
        return try entries.map { try Message.decode(Entry(parsing: $0)) }
    }
}

extension Message {
    fileprivate var isRestart: Bool {
        if case .event(let event) = self, case .restart = event.kind { true } else { false }
    }
}
