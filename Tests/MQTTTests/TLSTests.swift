import Glibc
import Loopback
import MQTT
import System
import Testing

@Suite("TLS", .timeLimit(.minutes(1)))
struct TLSTests {
    private let certificates: Certificates

    init() async throws { certificates = try await Certificates() }

    private func configuration(_ broker: Broker, authority: String? = nil, isNamed: Bool = true) -> MQTTConfiguration {
        var configuration = broker.configuration("tls")
        configuration.tls = TLSConfiguration(
            authorityFile: authority ?? certificates.authority, client: isNamed ? certificates.client : nil)
        return configuration
    }

    /// Two failures of a kind, from a thread that is still alive after the first.
    private func failures(_ configuration: MQTTConfiguration) async throws -> [MQTTError] {
        let session = try MQTTSession(configuration)
        session.start()
        var events = EventReader(session)
        let failures = [try await events.failure(), try await events.failure()]
        await session.stop()
        return failures
    }

    private func isTLS(_ error: MQTTError) -> Bool { if case .tls = error { true } else { false } }

    @Test("A client certificate is who we are", arguments: [TLSConfiguration.Version.tls13, .tls12])
    func mutual(version: TLSConfiguration.Version) async throws {
        let broker = try Broker(
            listener: certificates.listener, settings: "allow_anonymous false\nacl_file DIRECTORY/acl")
        try broker.directory.write("pattern readwrite heliograph/1/%u/#\n", to: "acl")
        let child = try await broker.start()
        var configuration = configuration(broker)
        configuration.tls?.minimumVersion = version
        let session = try MQTTSession(configuration)
        session.start()
        session.subscribe(["heliograph/1/linden.energy/roof-a/x"])
        var events = EventReader(session)
        _ = try await events.subscribed()
        let own = MQTTMessage(topic: "heliograph/1/linden.energy/roof-a/x", payload: [1])
        let foreign = MQTTMessage(topic: "heliograph/1/linden.energy/roof-b/x", payload: [2])
        #expect(session.publish(own, token: 1) == .accepted)
        #expect(try await events.acknowledged() == [PublishAcknowledgement(token: 1, reason: 0)])
        #expect(try await events.message().payload == [1])
        #expect(session.publish(foreign, token: 2) == .accepted)
        #expect(try await events.acknowledged() == [PublishAcknowledgement(token: 2, reason: 0x87)])
        await session.stop()
        await child.kill()
    }

    @Test("Many messages of many TLS records arrive whole and in order")
    func records() async throws {
        let broker = try Broker(listener: certificates.listener, settings: "allow_anonymous false")
        let child = try await broker.start()
        let session = try MQTTSession(configuration(broker))
        session.start()
        session.subscribe(["big"])
        var events = EventReader(session)
        _ = try await events.subscribed()
        for ordinal in UInt8(1)...5 {
            let payload = [UInt8](repeating: ordinal, count: 40_000)
            #expect(session.publish(MQTTMessage(topic: "big", payload: payload), token: UInt64(ordinal)) == .accepted)
        }
        for ordinal in UInt8(1)...5 {
            #expect(try await events.message().payload == [UInt8](repeating: ordinal, count: 40_000))
        }
        await session.stop()
        await child.kill()
    }

    @Test("A broker of an authority we do not know is refused, again and again")
    func stranger() async throws {
        let broker = try Broker(listener: certificates.listener, settings: "allow_anonymous true")
        let child = try await broker.start()
        let errors = try await failures(configuration(broker, authority: certificates.stranger))
        #expect(errors.allSatisfy(isTLS))
        #expect(errors.allSatisfy { $0.description.contains("certificate verify failed") })
        await child.kill()
    }

    @Test("A broker whose certificate names another address is refused")
    func misnamed() async throws {
        let other = try await Certificates(brokerAddress: "127.0.0.2")
        let broker = try Broker(listener: other.listener, settings: "allow_anonymous true")
        let child = try await broker.start()
        let errors = try await failures(configuration(broker, authority: other.authority))
        #expect(errors.allSatisfy(isTLS))
        await child.kill()
    }

    @Test("A broker that knows only TLS 1.2 is refused where 1.3 is the least")
    func outdated() async throws {
        let port = try LoopbackPort.free()
        let arguments = "s_server -quiet -tls1_2 -accept 127.0.0.1:\(port) -cert broker.pem -key broker.key"
        let server = try await ChildProcess.start(
            ChildCommand(
                "openssl", arguments.split(separator: " ").map(String.init), directory: certificates.directory.path,
                output: .discarded, errors: .discarded, endsWithParent: true))
        var configuration = MQTTConfiguration(host: "127.0.0.1", port: port, clientIdentifier: "modern")
        configuration.reconnectDelay = .milliseconds(10) ... .milliseconds(50)
        configuration.tls = TLSConfiguration(authorityFile: certificates.authority)
        let session = try MQTTSession(configuration)
        session.start()
        var events = EventReader(session)
        // Until the server listens, the attempts fail otherwise.
        let failure = try await events.first { event -> MQTTError? in
            if case .attemptFailed(let error, _) = event, isTLS(error) { error } else { nil }
        }
        #expect(failure.description.contains("version"))
        await session.stop()
        await server.kill()
    }

    @Test("Without the certificate that the broker demands there is no connection, and the attempts go on")
    func unnamed() async throws {
        let broker = try Broker(listener: certificates.listener, settings: "allow_anonymous true")
        let child = try await broker.start()
        let errors = try await failures(configuration(broker, isNamed: false))
        #expect(errors.allSatisfy(isTLS))
        await child.kill()
    }

    @Test("A broker that goes away in the middle of the handshake has not shown whose it is")
    func abandoned() async throws {
        let broker = try ScriptedBroker { client, _ in
            guard let header = client.socket.read(5) else { return }
            _ = client.socket.read(Int(header[3]) << 8 | Int(header[4]))
        }
        var configuration = broker.configuration()
        configuration.tls = TLSConfiguration(authorityFile: certificates.authority)
        let errors = try await failures(configuration)
        #expect(errors == Array(repeating: .handshakeLost(host: "127.0.0.1", port: broker.port), count: 2))
        broker.end()
    }

    @Test("TLS against a plain listener fails, and the thread lives to try again")
    func plainListener() async throws {
        let broker = try Broker()
        let child = try await broker.start()
        #expect(try await failures(configuration(broker)).allSatisfy { $0 != .stopped })
        await child.kill()
    }

    @Test("Plain MQTT against a TLS listener fails, and the thread lives to try again")
    func plainClient() async throws {
        let broker = try Broker(listener: certificates.listener, settings: "allow_anonymous true")
        let child = try await broker.start()
        #expect(try await failures(broker.configuration("plain")).allSatisfy { $0 != .stopped })
        await child.kill()
    }

    @Test("A file that is missing is named")
    func missing() async throws {
        let broker = try Broker()
        let errors = try await failures(configuration(broker, authority: "/nowhere/ca.pem"))
        #expect(errors == Array(repeating: .file(path: "/nowhere/ca.pem", errno: ENOENT), count: 2))
    }
}
