import FoundationEssentials
import Gateway
import Loopback
import System
import Testing

/// What a broker, or the line to it, can do that means ill: it gets nowhere, and what is hidden shows by age. Real gateways,
/// a real mosquitto, and a relay of ours before each client. One street bears all of it, one test after the other; what must
/// be true after all is looked at when the last is over: ``StreetInspection``.
@Suite("A broker that means ill", .needs(.mosquittoSub), .relayedStreet, .serialized)
struct MischievousBrokerTests {
    private let street: RelayedStreet

    init() throws { street = try #require(RelayedStreet.current) }

    @Test("duplicates: every message comes twice, both ways")
    func duplicates() async throws {
        try await street.bear(street.everywhere(.duplicate)) { _ in try await street.signs(4) }
    }

    @Test("reorders: messages come in lots, each in any order")
    func reorders() async throws {
        try await street.bear(street.everywhere(.reorder)) { _ in try await street.signs(5) }
    }

    @Test("replays: with every message comes one of old")
    func replays() async throws { try await street.bear(street.everywhere(.replay)) { _ in try await street.signs(4) } }

    @Test("drops: every second message, by chance, is acknowledged and never delivered, both ways")
    func drops() async throws {
        try await street.bear(street.everywhere(.drop(oneOf: 2))) { _ in try await street.signs(5) }
    }

    @Test("drops everything, acknowledged: the age of every record shows, and no gateway is accused of it")
    func dropsEverything() async throws {
        try await street.bear(street.everywhere(.drop(oneOf: 1))) { watch in
            try await street.street.waits { try watch.overdue().count == 4 }
        }
    }

    @Test("clears: says that what it kept is gone, and forgets it; the next connection brings it back")
    func clears() async throws {
        let topics = StreetFolder.roofs.flatMap { roof in
            ["genesis", "checkpoint", "recorded"].map { (roof, "heliograph/1/demo.street/\(roof)/\($0)") }
        }
        try await street.bear(street.everywhere(.clear)) { _ in
            for (roof, topic) in topics {
                let options = try street.folder.clientOptions(as: roof)
                let (exit, lines) = try await ChildProcess.run("mosquitto_pub", options + ["-r", "-n", "-t", topic])
                #expect(exit == .code(0), "\(lines)")
            }
            return try await street.signs(4)
        }
        for roof in StreetFolder.roofs { street.relays[roof]?.cut() }
        // A newcomer finds all of them kept, each with something in it.
        let isBack = try await street.street.waits {
            let filters = topics.flatMap { ["-t", $0.1] }
            let options = try street.folder.clientOptions() + ["--retained-only", "-W", "2", "-F", "%t %l"] + filters
            let (_, lines) = try await ChildProcess.run("mosquitto_sub", options)
            let kept = lines.filter { !$0.hasSuffix(" 0") }.compactMap { $0.split(separator: " ").first }
            return Set(kept.map(String.init)).isSuperset(of: topics.map(\.1))
        }
        #expect(isBack)
    }

    @Test(
        "hides a gateway from two of its neighbours: its readings stay published, their age shows, and the street goes on"
    )
    func hidesFromSome() async throws {
        let hidden = "roof-1"
        let before = await street.disks.head(of: "roof-2")?.recorded ?? 0
        try await street.bear(["roof-2": .hide([hidden]), "roof-3": .hide([hidden])]) { watch in
            let isShown = try await street.street.waits { try watch.overdue().contains(hidden) }
            let status = try street.status(of: hidden)
            let now = Int64(Date().timeIntervalSince1970)
            #expect(status.online && status.signed ?? 0 > status.recorded ?? 0, "\(status)")
            #expect(now - (status.recorded_at ?? now) > 2 * RelayedStreet.interval, "\(status)")
            // Its own neighbours' readings are recorded all the while.
            let size = await street.disks.head(of: "roof-2")?.recorded ?? 0
            #expect(size >= before + 2, "\(before), then \(size)")
            return isShown
        }
    }

    @Test("hides a gateway from whoever watches: its age shows there, and nothing happens to it")
    func hidesFromWatcher() async throws {
        let hidden = "roof-3"
        try await street.bear([RelayedStreet.watcher: .hide([hidden])]) { watch in
            let before = await street.disks.head(of: hidden)?.recorded ?? 0
            let isShown = try await street.street.waits { try watch.overdue().contains(hidden) }
            #expect(await street.disks.head(of: hidden)?.recorded ?? 0 > before)
            return isShown
        }
    }
}
