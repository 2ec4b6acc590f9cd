import Ledger
import Statements
import Testing

@Suite("A copy whose entries are not those that were signed") struct DamagedCopyTests {
    /// The state of a log on a disk, with its last entry changed, or gone.
    private func states(of origin: Origin, on gateway: SimulatedGateway) throws -> [LogState] {
        let log = try #require(gateway.disk.logs[origin])
        let sound = gateway.disk.state(of: origin)
        return [log.entries.dropLast() + [[0]], Array(log.entries.dropLast())].map { entries in
            var (state, frontier) = (sound, MerkleFrontier())
            for entry in entries { frontier.append(leaf: cryptography.leafHash(entry), cryptography) }
            state.frontier = frontier
            return state
        }
    }

    @Test("is not gone on with: the next head over it would be a fork, or a cosignature of one")
    func refused() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(10))
        street.isCounting = false
        let gateway = street.gateways[0]
        let other = street.gateways[1]
        #expect(await street.run(atMost: .seconds(30)) { gateway.recordedSize == gateway.size })
        #expect(await street.run(atMost: .seconds(30)) { other.recordedSize == other.size })
        let moment = street.moment(of: gateway)
        for state in try states(of: gateway.origin, on: gateway) {
            #expect(
                throws: LedgerError.damagedCopy(
                    gateway.origin, size: state.frontier.size, head: UInt64(gateway.size))
            ) {
                try Writer(
                    identity: gateway.identity, state: state,
                    genesis: gateway.disk.logs[gateway.origin]?.entries.first, restored: [:], scales: [:], at: moment)
            }
        }
        for state in try states(of: other.origin, on: gateway) {
            let error = #expect(throws: LedgerError.self) {
                try Mirror(
                    of: state, identity: gateway.identity, genesis: gateway.disk.logs[other.origin]?.entries.first,
                    checkedEnd: 0)
            }
            #expect(error?.description.contains("heliograph recover") == true)
        }
    }
}
