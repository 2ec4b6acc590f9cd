import Gateway
import Ledger
import MQTT
import Metering
import Statements
import System

/// Statements published at QoS 1 to a broker on the loopback, beside a C program on libmosquitto with the same window.
struct PublishBench {
    /// Messages on the wire at a time.
    private static let window = 20

    private let workshop: BenchWorkshop

    init(_ workshop: BenchWorkshop) { self.workshop = workshop }

    func run() async throws -> [BenchFigure] {
        let broker = try await BenchBroker.start(in: workshop.folder, beside: workshop.processor)
        defer { broker.stop() }
        let message = try message()
        let count = workshop.amounts.publishCount
        let floors = workshop.floors
        let hasFloor = floors.areBuilt
        let arguments = ["\(broker.port)", message.topic, "\(message.payload.count)", "\(count)", "\(Self.window)"]
        let floor: [Contest.Turn] = hasFloor ? [{ try await floors.run(.publish, arguments) }] : []

        var configuration = MQTTConfiguration(host: "127.0.0.1", port: broker.port, clientIdentifier: "bench")
        configuration.window = Self.window
        configuration.reconnectDelay = .milliseconds(20) ... .milliseconds(200)
        let session = try MQTTSession(configuration)
        session.start()
        let publisher = Publisher(session: session)
        try await publisher.connect()
        let contest = try await Contest(
            turns: workshop.amounts.turns,
            [{ try await Stretch.measure(count) { try await publisher.publish(message, count: count) } }] + floor)
        await session.stop()
        return [
            try contest.figure(
                0, beside: hasFloor ? 1 : nil, bench: "publish at QoS 1, window \(Self.window)", unit: "messages",
                goal: 0.9
            ).witnessed()
        ]
    }

    /// A statement as a gateway publishes it.
    private func message() throws -> MQTTMessage {
        let street = try BenchStreet(workshop.cryptography)
        var log = try BenchLog(of: street, selfCheck: .structural)
        let entry = try log.append(log.drafts(1)).changes.entries[0]
        return MQTTMessage(
            topic: Topic.statement(street.author.origin, subject: street.meter.name).text, payload: entry,
            contentType: BrokerMessage.statementType)
    }
}

/// Keeps a session's window full, as the ledger's service does.
private struct Publisher {
    let session: MQTTSession

    /// Returns once there is a connection. A broker that has just been started may refuse the first attempts.
    func connect() async throws {
        var failureCount = 0
        for await event in session.events {
            if case .connected = event { return }
            guard case .attemptFailed(let error, _) = event else { continue }
            failureCount += 1
            if failureCount == 50 { throw error }
        }
    }

    /// Returns once all are acknowledged.
    func publish(_ template: MQTTMessage, count: Int) async throws {
        var (sent, acknowledged) = (0, 0)
        func fill() {
            var message = template
            while sent < count {
                message.userProperties = [.init(name: "index", value: "\(sent)")]
                guard session.publish(message, token: UInt64(sent)) == .accepted else { return }
                sent += 1
            }
        }
        fill()
        for await event in session.events {
            if case .disconnected(let error, _, _) = event { throw error }
            guard case .acknowledged(let answers) = event else { continue }
            guard answers.allSatisfy(\.isSuccess) else { throw Finding.negative("the broker refused a message") }
            acknowledged += answers.count
            if acknowledged == count { return }
            fill()
        }
        throw Finding.negative("the session ended")
    }
}
