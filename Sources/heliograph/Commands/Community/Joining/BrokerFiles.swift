import FoundationEssentials
import Gateway
import Signing
import System

/// What mosquitto needs to be a street's broker: configuration, access rules, certificates.
struct BrokerFiles {
    /// Where Debian's mosquitto looks.
    static let systemFolder = "/etc/mosquitto"
    /// The user of Debian's mosquitto.
    static let user = "mosquitto"

    let folder: String
    /// Debian's own mosquitto takes the configuration, with what its package says of logs and persistence.
    var isSystem: Bool { folder == Self.systemFolder }

    var configuration: String { isSystem ? "\(folder)/conf.d/heliograph.conf" : "\(folder)/mosquitto.conf" }
    var access: String { "\(folder)/heliograph.acl" }
    var authority: String { isSystem ? "\(folder)/ca_certificates/street.pem" : "\(folder)/street.pem" }
    var revoked: String { isSystem ? "\(folder)/ca_certificates/street.crl" : "\(folder)/street.crl" }
    var certificate: String { isSystem ? "\(folder)/certs/broker.pem" : "\(folder)/broker.pem" }
    var key: String { isSystem ? "\(folder)/certs/broker.key" : "\(folder)/broker.key" }
    /// Whose the broker's key is; `nil` for this process's user.
    var owner: FileOwner? { isSystem ? FileOwner(named: Self.user) : nil }

    /// The words of a person who has the broker read it all again.
    var restart: String {
        isSystem ? "sudo systemctl restart mosquitto" : "mosquitto -c \(configuration)"
    }

    /// Everybody reads; a gateway writes below its own origin, which is its user name, and nowhere else.
    static let rules = "pattern read heliograph/1/#\npattern write heliograph/1/%u/#\n"

    /// TLS 1.3 with a certificate for everybody, on every address, and bounds for what one client may cost.
    func text(port: UInt16) -> String {
        let settings = """
            listener \(port)
            tls_version tlsv1.3
            cafile \(authority)
            crlfile \(revoked)
            certfile \(certificate)
            keyfile \(key)
            require_certificate true
            use_identity_as_username true
            allow_anonymous false
            acl_file \(access)
            autosave_interval 60
            persistent_client_expiration 1m
            max_queued_messages 2000
            max_queued_bytes 16777216
            max_packet_size 1048576
            max_keepalive 3600
            set_tcp_nodelay true

            """
        guard !isSystem else { return Self.heading + settings }
        return Self.heading + settings + """
            user \(CurrentProcess.variable("USER") ?? "root")
            persistence true
            persistence_location \(folder)/
            log_dest stderr
            log_type error
            log_type warning

            """
    }

    private static let heading = """
        # The broker of a street. “heliograph community found” wrote this, and writes it again; systemd/README.md in the sources
        # says what the lines are for.

        """

    /// Makes the broker's key and certificate anew, and writes everything; what it was before is not kept.
    func write(
        authority: CertificateAuthority, revocationList: [UInt8], host: BrokerHost, port: UInt16
    ) throws(Finding) {
        if isSystem, FileKind(of: folder) == .nothing {
            throw .unusable(
                "there is no \(folder): install the broker (sudo apt install mosquitto), or name another place with --broker-folder."
            )
        }
        try Finding.attempt {
            for file in [configuration, self.authority, certificate] {
                try FileManager.default.createDirectory(
                    atPath: ConfigurationFile.folder(of: file), withIntermediateDirectories: true)
            }
            let new = try PrivateKey.generate(.p256)
            let made = try authority.issue(
                forBroker: new, at: hosts(host), from: try AuthorityFolder.start(),
                days: AuthorityFolder.certificateDays)
            try replaceKey(with: try new.pem)
            for (path, bytes) in [
                (certificate, try made.pem), (self.authority, try authority.certificate.pem), (revoked, revocationList),
                (access, Array(Self.rules.utf8)), (configuration, Array(text(port: port).utf8)),
            ] {
                try DurableFile.write(bytes, to: path, mode: 0o644)
            }
        }
    }

    /// The names under which the broker is reached: from this machine as well, whatever becomes of its address.
    private func hosts(_ host: BrokerHost) -> [String] {
        [host.text] + ["localhost", "127.0.0.1", "::1"].filter { $0 != host.text }
    }

    private func replaceKey(with pem: SecretBytes) throws {
        if FileKind(of: key) != .nothing { try FileManager.default.removeItem(atPath: key) }
        try FileSet.create([PlannedFile(path: key, content: pem, mode: 0o600, owner: owner)])
    }

    /// Writes the list of certificates that count no more.
    func write(revocationList: [UInt8]) throws(Finding) {
        try Finding.attempt { try DurableFile.write(revocationList, to: revoked, mode: 0o644) }
    }
}
