import FoundationEssentials
import Gateway
import System
import Testing

/// A real network that breaks: cables, routes and narrow lines between real gateways and a real broker, each in a namespace
/// of its own. One street bears all of it, one test after the other; ``StreetInspection`` looks at it in the end.
@Suite("A street whose network breaks", .needs(.mosquittoSub, .ip), .needsNamespaces, .partitionedStreet, .serialized)
struct PartitionTests {
    private let street: PartitionedStreet
    private let cutOff = "roof-2"

    init() throws { street = try #require(PartitionedStreet.current) }

    /// Breaks something until the age of what is cut off shows, and a while longer; mends it, and everything is recorded.
    private func bear(_ what: () async throws -> Void, mend: () async throws -> Void) async throws {
        let watch = try await street.startWatch()
        let before = await street.disks.sizes()
        try await what()
        let isShown = try await street.street.waits { try watch.overdue().contains(cutOff) }
        #expect(isShown, "the age of \(cutOff) does not show")
        let status = try street.status(of: cutOff)
        #expect(isOld(status), "\(status)")
        // It counts and signs, and the rest of the street records, while it is cut off.
        let goesOn = try await street.street.waits {
            for roof in StreetFolder.roofs {
                guard let head = await street.disks.head(of: roof) else { return false }
                let start = before[roof, default: 0]
                guard head.size >= start + 4, roof == cutOff || head.recorded >= start + 4 else { return false }
            }
            return true
        }
        #expect(goesOn, "before: \(before)")
        try await mend()
        let signed = await street.disks.sizes()
        let isRecorded = try await street.street.waits { await street.disks.areRecorded(signed) }
        #expect(isRecorded, "signed: \(signed)")
        #expect(try await street.street.waits { try watch.overdue().isEmpty }, "records are still overdue")
        try await watch.finish()
    }

    /// Whether what the broker keeps as a gateway's status is old by its own words, or says that it is gone.
    private func isOld(_ status: StatusReport) -> Bool {
        guard status.online else { return true }
        let now = Int64(Date().timeIntervalSince1970)
        return now - (status.recorded_at ?? now) > 2 * RelayedStreet.interval
    }

    @Test(
        "its cable is pulled: it signs on, the others record on, its age shows, and its readings come when it is back")
    func cable() async throws {
        try await bear(
            { try await street.network.plug(cutOff, isIn: false) },
            mend: { try await street.network.plug(cutOff, isIn: true) })
    }

    @Test("what the broker sends to it goes nowhere: the same, though all that it sends arrives")
    func blackhole() async throws {
        try await bear(
            { try await street.network.swallow(to: cutOff, true) },
            mend: { try await street.network.swallow(to: cutOff, false) })
    }

    @Test("the line of every gateway takes 16 kbit/s: nothing is lost, whatever waits")
    func narrow() async throws {
        let watch = try await street.startWatch()
        for roof in StreetFolder.roofs {
            guard try await street.network.limit(roof, to: "16kbit") else {
                print("This kernel has no tbf: “A broker that means ill” has a slow line of its own.")
                return try await watch.finish()
            }
        }
        #expect(try await street.disks.grow(by: 5, street.street))
        for roof in StreetFolder.roofs { #expect(try await street.network.limit(roof, to: nil)) }
        let signed = await street.disks.sizes()
        #expect(try await street.street.waits { await street.disks.areRecorded(signed) }, "signed: \(signed)")
        try await watch.finish()
    }
}
