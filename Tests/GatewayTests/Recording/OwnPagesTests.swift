import Ledger
import Metering
import Meters
import Signing
import Statements
import Testing

@testable import Gateway

/// After a start the own log is read a page at a time, and between the pages the loop does everything else.
@Suite("The pages of the own log")
struct OwnPagesTests {
    /// A gateway of a street of two with a log that it never published.
    private func gateway(entries count: Int) async throws -> (gateway: SimulatedGateway, neighbour: Origin) {
        var gateway = try SimulatedGateway()
        let cryptography = OpenSSLCryptography()
        let neighbour = try Origin("test.street/roof-b")
        let keys = try (0..<5).map { _ in try PrivateKey.generate(.ed25519) }
        let policy = try Policy(
            logs: [
                .log(of: gateway.origin, keys[0].publicKey, cryptography),
                .log(of: neighbour, keys[1].publicKey, cryptography),
            ],
            mirrors: [
                .mirror(of: gateway.origin, keys[2].publicKey, cryptography),
                .mirror(of: neighbour, keys[3].publicKey, cryptography),
            ], cryptography)
        gateway.parts.identity = try LedgerIdentity(
            origin: gateway.origin, policy: policy, cryptography: cryptography, statementSigner: keys[4],
            logSigner: keys[0], mirrorSigner: keys[2])
        let sample = gateway.parts.clock.sample()
        let stamp = ClockStamp(
            time: sample.utc, quality: .synchronised, boot: sample.boot, uptime: sample.monotonic)
        let moment = Moment(monotonic: sample.monotonic, stamp: stamp)
        var writer = try Writer(
            identity: gateway.parts.identity, state: LogState(origin: gateway.origin), genesis: nil, restored: [:],
            scales: [:], at: moment)
        let genesis = Genesis(
            key: keys[4].publicKey, meters: gateway.parts.meters.map(\.meter.description), software: "test")
        let drafts = (1..<count).map { Draft(.configuration(cryptography.sha256([UInt8($0 % 251)])), at: stamp) }
        let outcome = try writer.append(
            [Draft(issuedAt: stamp.time, message: .genesis(genesis))] + drafts, at: moment)
        try await gateway.store.commit(outcome.changes)
        return (gateway, neighbour)
    }

    @Test("come one after the other where a neighbour has some of it loose", arguments: [0, 8])
    func pages(inOneBatch limit: Int) async throws {
        var (gateway, neighbour) = try await gateway(entries: 700)
        gateway.parts.limits.pages = limit
        let loose = await gateway.store.entries(of: gateway.origin, from: 650, countLimit: 1, byteLimit: .max)
        try await gateway.runToTheEnd { [gateway, neighbour] in
            // Two questions for the head at most: the second, if the first was answered late.
            var answered = 0
            for _ in 0..<1500 where gateway.broker.statements.count <= 700 {
                let asks = gateway.broker.published.filter { $0.topic.contains("/ask/") }
                for ask in asks.dropFirst(answered) {
                    let answer = Answer.head(
                        note: nil, loose: LooseEnds(note: nil, bundle: EntryBundle.encode(loose)))
                    gateway.broker.send(
                        .message(
                            .answer(answer, to: gateway.origin, from: neighbour, correlation: ask.correlation)))
                }
                answered = asks.count
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        let stored = await gateway.store.entries(of: gateway.origin, from: 0, countLimit: .max, byteLimit: .max)
        let published = gateway.broker.statements
        #expect(published.count > 700 && published == Array(stored.prefix(published.count)))
    }
}

extension SimulatedBroker {
    fileprivate var statements: [[UInt8]] {
        published.filter { $0.contentType == BrokerMessage.statementType }.map(\.payload)
    }
}
