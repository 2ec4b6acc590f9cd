import Loopback
import Testing

/// What happens to the line between a gateway and its broker: a relay of ours stands in each. One street bears all of it, one
/// test after the other; what must be true after all is looked at when the last is over: ``StreetInspection``.
@Suite("A line that is bad", .needs(.mosquittoSub), .relayedStreet, .serialized)
struct BadLineTests {
    private let street: RelayedStreet

    init() throws { street = try #require(RelayedStreet.current) }

    @Test("delays: every message comes two and a half seconds late, both ways")
    func delays() async throws {
        try await street.bear(street.everywhere(.delay(.milliseconds(2500)))) { _ in try await street.signs(5) }
    }

    @Test("is slow: a line of 3000 bytes a second for each gateway")
    func slow() async throws {
        var lines = street.everywhere(.limit(bytesPerSecond: 3000))
        lines[RelayedStreet.watcher] = nil
        try await street.bear(lines) { _ in try await street.signs(6) }
    }

    @Test("breaks off: every connection ends in the middle of its fortieth message")
    func breaksOff() async throws {
        try await street.bear(street.everywhere(.breakOff(every: 40))) { _ in try await street.signs(6) }
    }
}
