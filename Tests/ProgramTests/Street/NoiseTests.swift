import Chance
import FoundationEssentials
import Gateway
import Statements
import System
import Testing

/// A member of a street whose account publishes what no gateway would: bytes that mean nothing, that mean too much, and more of
/// them than anybody can read.
@Suite("Input is malformed, oversized or hostile", .needs(.mosquittoSub))
struct NoiseTests {
    /// The account that is misused; its gateway goes on with its own work under it.
    private static let source = "roof-2"
    /// Above what an idle gateway takes, in KiB. A mailbox holds 1 MiB, a log's staged entries 256 KiB, an answer as much, and
    /// libmosquitto a packet of each.
    private static let memoryLimit_kib: Int64 = 32 * 1024
    /// How often each is repeated at once.
    private static let floodLength = 3000

    @Test("refused with the reason, counted, logged at a bounded rate; nobody dies, and memory stays bounded")
    func noise() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let folder = street.folder
        let wire = try await folder.startWire()
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded >= 6 })
        let samples = Self.samples(try folder.wire())
        #expect(samples.count >= 9, "of these kinds: \(samples.keys.sorted())")
        let before = try Self.status(of: "roof-1", in: folder)
        #expect(before.refused == 0 && before.dropped == 0, "an honest street refuses nothing: \(before)")
        let idle = try await memory(of: street)
        let start = ContinuousClock.now

        // Everything that can come, spoilt in every way.
        var noise = SeededGenerator(seed: 4)
        var count = 0
        for (topic, payload) in samples.sorted(by: { $0.key < $1.key }) {
            for spoilt in Self.spoilt(payload, &noise) {
                try await publish(spoilt, on: topic, in: folder)
                count += 1
            }
        }
        // Much of it is not for roof-1, or says nothing new.
        let least = count / 6
        let isCounted = try await street.waits { try Self.status(of: "roof-1", in: folder).refused ?? 0 >= least }
        let counted = try Self.status(of: "roof-1", in: folder)
        #expect(isCounted, "\(counted) of \(count)")
        print("of \(count) spoilt messages roof-1 refused \(counted.refused ?? 0)")

        // And more of it than can be looked at.
        for (topic, payload) in samples.sorted(by: { $0.key < $1.key }) where !topic.hasSuffix("/status") {
            try await publish(payload, on: topic, times: Self.floodLength, in: folder)
            try await publish(Array(payload.dropLast()), on: topic, times: Self.floodLength, in: folder)
        }
        try await goesOn(street)
        let loaded = try await memory(of: street)
        print("idle \(idle), after the noise \(loaded) KiB")
        for (roof, peak) in loaded {
            #expect(peak <= (idle[roof] ?? 0) + Self.memoryLimit_kib, "\(roof): \(peak) KiB at most")
        }
        let flooded = try Self.status(of: "roof-1", in: folder)
        print("refused \(flooded.refused ?? 0), let go \(flooded.dropped ?? 0)")
        for roof in StreetFolder.roofs { #expect(await street.stop(roof) == .code(0), "\(roof) did not end well") }
        try inspectLog(of: folder, over: ContinuousClock.now - start)
        await street.end()
        wire.signal(SignalNumber.terminate)
        _ = await wire.wait()
        try await StreetAudit.checkOwnLogs(of: folder)
    }

    /// Everybody is recorded still, and nobody stands convicted.
    private func goesOn(_ street: RunningStreet) async throws {
        for roof in StreetFolder.roofs {
            let before = try await street.head(of: roof)
            let isRecorded = try await street.waits {
                try await street.head(of: roof).recorded >= before.entries + 2
            }
            #expect(isRecorded, "\(roof) stands where it was: \(before)")
            let heads = try await HeliographProgram.run(
                "ledger", "heads", "--state", street.folder.roof(roof), "--json")
            #expect(!heads.lines.contains { $0.contains("\"has_evidence\":true") }, "\(heads.lines)")
        }
    }

    /// The reason is there, and no minute has more lines than the log's limits allow.
    private func inspectLog(of folder: StreetFolder, over time: Duration) throws {
        let text = String(decoding: try SmallFile.read("\(folder.path)/run.log", limit: 1 << 28), as: UTF8.self)
        let refusals = text.split(separator: "\n").filter { $0.contains("refused input") }
        #expect(
            refusals.contains { $0.contains("reason") && $0.contains("/\(Self.source)/") }, "\(refusals.first ?? "")")
        #expect(text.contains("were held back in a minute") || time < .seconds(60))
        // Five of one kind a minute from each of four, and one about those that were held back; a minute may begin twice.
        let minutes = Int(time / .seconds(60)) + 2
        #expect(refusals.count <= minutes * 4 * 6, "\(refusals.count) in \(time)")
    }

    /// What the gateways have ever had in memory.
    private func memory(of street: RunningStreet) async throws -> [String: Int64] {
        var peaks: [String: Int64] = [:]
        for roof in StreetFolder.roofs {
            peaks[roof] = try ProcessMemory(of: try await street.process(of: roof)).peak_kib
        }
        return peaks
    }

    /// The last message of each kind that the misused account's gateway published.
    private static func samples(_ messages: [WireMessage]) -> [String: [UInt8]] {
        var samples: [String: [UInt8]] = [:]
        for message in messages where message.parts.count > 4 && message.parts[3] == source && !message.payload.isEmpty
        {
            samples[message.topic] = message.payload
        }
        // Evidence there is none in a good street.
        samples["heliograph/1/demo.street/\(source)/evidence/roof-3"] = [0x83, 0x00, 0x40, 0x40]
        return samples
    }

    /// What becomes of bytes on a bad day, and what somebody makes of them who means harm.
    private static func spoilt(_ bytes: [UInt8], _ noise: inout SeededGenerator) -> [[UInt8]] {
        var spoilt: [[UInt8]] = [
            Array(bytes.dropLast()), Array(bytes.prefix(bytes.count / 2)), bytes + [0], bytes + bytes, [0],
            [UInt8](repeating: 0x81, count: 60_000),  // an array in an array in an array …
            [0x9b] + [UInt8](repeating: 0xff, count: 8),  // of 2⁶⁴−1 elements
            [UInt8](repeating: UInt8(ascii: "\n"), count: 70_000), [UInt8](repeating: 0, count: 300_000),
            Array("\u{2014} x y\n".utf8), (0..<1000).map { _ in UInt8.random(in: 0...255, using: &noise) },
        ]
        for _ in 0..<8 {
            var flipped = bytes
            flipped[Int.random(in: flipped.indices, using: &noise)] ^= 1 << UInt8.random(in: 0...7, using: &noise)
            spoilt.append(flipped)
        }
        return spoilt
    }

    private func publish(_ payload: [UInt8], on topic: String, times count: Int = 1, in folder: StreetFolder)
        async throws
    {
        let file = "\(folder.path)/noise"
        try Data(payload).write(to: URL(filePath: file))
        let (exit, output) = try await ChildProcess.run(
            "mosquitto_pub",
            try folder.clientOptions(as: Self.source) + ["-t", topic, "-f", file, "--repeat", "\(count)"])
        #expect(exit == .code(0), "\(output)")
    }

    /// What a gateway said last of itself.
    private static func status(of roof: String, in folder: StreetFolder) throws -> StatusReport {
        let message = try folder.wire().last { $0.topic == "heliograph/1/demo.street/\(roof)/status" }
        return try JSONDecoder().decode(StatusReport.self, from: Data(try #require(message).payload))
    }
}
