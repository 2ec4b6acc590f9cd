import FoundationEssentials
import Gateway
import MQTT
import Metering
import Signing
import Statements
import System

/// A broker that lives while an invitation waits, for those who have no certificate yet: a second mosquitto, with the certificate of
/// the street's broker and nothing else of it. At it they can say one thing, and hear the answer to it.
///
/// The street's own broker turns everybody away who has no certificate, always. Nobody who knocks comes near its sessions, its
/// memory or what it retains.
struct Door {
    /// The login of whoever opens it.
    private static let user = "inviter"
    private static let systemFolder = "/run/heliograph-door"

    private let folder: String
    private let place: AuthorityFolder.Place
    private let street: Name
    private let broker: BrokerFiles
    private let password: String

    init(of authority: AuthorityFolder, _ street: Name, _ place: AuthorityFolder.Place, _ broker: BrokerFiles)
        throws(Finding)
    {
        folder = broker.isSystem ? Self.systemFolder : "\(authority.path)/door"
        self.place = place
        self.street = street
        self.broker = broker
        password = try Finding.attempt {
            hexadecimal(try RandomBytes.make(16))
        }
    }

    /// Writes its files anew, and starts it. It ends with this process, however that ends.
    func open() async throws(Finding) -> ChildProcess {
        try Finding.attempt {
            if FileKind(of: folder) != .nothing { try FileManager.default.removeItem(atPath: folder) }
            // Its own user goes through, and finds what it knows the name of.
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
            try write("passwords", "")
        }
        try await setPassword()
        return try await start()
    }

    /// Those who knock write in one place and read their own answer; whoever opened the door reads that place and writes answers.
    private var rules: String {
        """
        topic write \(JoinTopic.request(street))
        pattern read \(JoinTopic.answer(street, to: "%c"))
        user \(Self.user)
        topic read \(JoinTopic.request(street))
        topic write \(JoinTopic.answer(street, to: "#"))

        """
    }

    private var settings: String {
        """
        listener \(place.doorPort)
        tls_version tlsv1.3
        certfile \(broker.certificate)
        keyfile \(broker.key)
        max_connections 50
        allow_anonymous true
        password_file \(folder)/passwords
        acl_file \(folder)/rules
        user \(broker.isSystem ? BrokerFiles.user : CurrentProcess.variable("USER") ?? "root")
        persistence false
        max_queued_messages 20
        max_queued_bytes 16777216
        max_keepalive 120
        set_tcp_nodelay true
        log_dest stderr
        log_type error

        """
    }

    private func write(_ name: String, _ text: String) throws {
        try DurableFile.write(Array(text.utf8), to: "\(folder)/\(name)", mode: 0o600, owner: broker.owner)
    }

    private func setPassword() async throws(Finding) {
        let result: (exit: ChildProcess.Exit, lines: [String])
        do throws(SystemError) {
            result = try await ChildProcess.run(
                "mosquitto_passwd", ["-b", "\(folder)/passwords", Self.user, password])
        } catch {
            throw .unusable("mosquitto_passwd does not start: sudo apt install mosquitto")
        }
        guard result.exit == .code(0) else {
            throw .unusable("mosquitto_passwd: \(result.lines.joined(separator: "; "))")
        }
        // It writes the file anew, as its own.
        let hashed = try InputFile.read("\(folder)/passwords")
        try Finding.attempt {
            try write("passwords", String(decoding: hashed, as: UTF8.self))
            try write("rules", rules)
            try write("mosquitto.conf", settings)
        }
    }

    private func start() async throws(Finding) -> ChildProcess {
        do throws(SystemError) {
            return try await ChildProcess.start(
                ChildCommand(
                    "/usr/sbin/mosquitto", ["-c", "\(folder)/mosquitto.conf"], output: .lines, errors: .lines,
                    leadsGroup: true, endsWithParent: true))
        } catch {
            throw .unusable("the door's broker does not start: \(error)")
        }
    }

    /// How whoever opened it speaks at it.
    func session(authorityFile: String) throws(Finding) -> MQTTSession {
        let name = "inviter-\(String(UInt64.random(in: .min ... .max), radix: 16))"
        var configuration = MQTTConfiguration(
            host: "localhost", port: place.doorPort, clientIdentifier: name, userName: Self.user, password: password,
            tls: TLSConfiguration(authorityFile: authorityFile))
        configuration.sessionExpiry = .zero
        configuration.packetLimit = UInt32(JoinRequest.sizeLimit) + 1024
        configuration.reconnectDelay = .milliseconds(100) ... .seconds(2)
        do throws(MQTTError) {
            return try MQTTSession(configuration)
        } catch {
            throw .unusable("\(error)")
        }
    }
}
