import Gateway
import Ledger
import MQTT
import Statements

/// The way to a broker, from what a configuration says.
enum BrokerAccess {
    /// - Parameter clientIdentifier: names the session at the broker; a second session of one name ends the first.
    /// - Throws: an unusable ``Finding`` when the password cannot be read.
    static func configuration(
        _ broker: BrokerConfiguration, of file: ConfigurationFile, clientIdentifier: String
    ) throws(Finding) -> MQTTConfiguration {
        var configuration = MQTTConfiguration(host: broker.host, port: broker.port, clientIdentifier: clientIdentifier)
        configuration.userName = broker.user ?? file.configuration.origin.description
        if let passwordFile = broker.passwordFile {
            configuration.password = try password(in: file.resolve(passwordFile))
        }
        configuration.keepAlive = broker.keepAlive
        configuration.tls = broker.tls.map { tls in
            var configuration = TLSConfiguration(authorityFile: file.resolve(tls.authorityFile))
            if let certificate = tls.certificateFile, let key = tls.keyFile {
                configuration.client = TLSConfiguration.Client(
                    certificateFile: file.resolve(certificate), keyFile: file.resolve(key))
            }
            return configuration
        }
        return configuration
    }

    /// For members' tools that exchange the versions of a policy, whatever length these have.
    /// - Parameter purpose: a word for the session's name.
    /// - Throws: an unusable ``Finding`` where the configuration names no broker.
    static func policyExchange(of file: ConfigurationFile, for purpose: String) throws(Finding) -> MQTTConfiguration {
        guard let broker = file.configuration.broker else {
            throw .unusable("\(file.path) names no broker: join a street first (heliograph community join).")
        }
        let name = "heliograph-\(purpose)-\(String(UInt64.random(in: .min ... .max), radix: 16))"
        var configuration = try configuration(broker, of: file, clientIdentifier: name)
        configuration.sessionExpiry = .zero
        configuration.packetLimit = UInt32(PolicyHistory.sizeLimit) + 1024
        configuration.incomingByteLimit = 8 * PolicyHistory.sizeLimit
        return configuration
    }

    /// The first line of a password file.
    static func password(in path: String) throws(Finding) -> String {
        let bytes = try InputFile.read(path, limit: 1 << 16)
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty else { throw .unusable("\(path) is empty: its first line is the broker's password.") }
        return String(decoding: line, as: UTF8.self)
    }

    /// Whether a host is this machine, where nobody else listens.
    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
