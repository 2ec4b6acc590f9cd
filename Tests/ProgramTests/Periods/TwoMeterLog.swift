import FoundationEssentials
import Ledger
import Metering
import Signing
import Statements
import Storage
import System

@testable import heliograph

/// A gateway's database with a recorded log of two meters that are read in turn, a second apart.
struct TwoMeterLog {
    let state: String
    let policy: String

    /// - Parameter place: at which second of the log's time a reading was taken, by its number.
    init(in path: String, readings: Int, place: (Int) -> Int = { $0 }) async throws {
        state = "\(path)/state"
        policy = "\(path)/policy"
        let street = try PublishedStreet()
        let log =
            try [street.genesis()]
            + (0..<readings).map { number in
                let total = Int64(number + 1)
                let reading = Reading(
                    meter: try Name(number.isMultiple(of: 2) ? "pv" : "house"),
                    end: UnixTime(seconds: PublishedStreet.time + Int64(place(number))), energy: Joules(total * 3600),
                    pulses: Pulses(total), dial: nil, power: Watts(60), intervalSeconds: 1, clock: .synchronised,
                    boot: nil,
                    uptimeSeconds: nil, lost: 0, bounced: 0, stuck: 0)
                return try street.sign(.reading(reading), at: UInt64(number + 1))
            }
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        try Data(street.policy.text).write(to: URL(filePath: policy))
        let member = street.members[0]
        let database = try Database(
            at: "\(state)/heliograph.db", .create(mirrorSeed: try member.mirrorSigner.rawRepresentation),
            cryptography: PublishedStreet.cryptography)
        var growth = LogGrowth(origin: member.origin, onTopOf: MerkleFrontier())
        for entry in log { growth.append(entry.bytes, PublishedStreet.cryptography) }
        try await database.commit([
            .grow(growth), .note(member.origin, .recorded, try street.note(over: log).bytes),
        ])
        await database.close()
    }

    /// The options for a period from one second of the log's time to another.
    func period(_ places: ClosedRange<Int>) -> [String] {
        func text(_ place: Int) -> String { CalendarDate(UnixTime(seconds: PublishedStreet.time + Int64(place))).text }
        return ["--from", text(places.lowerBound), "--to", text(places.upperBound)]
    }

    func verify(_ file: String) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
        try await HeliographProgram.run("verify", "--policy", policy, file, "--json")
    }
}
