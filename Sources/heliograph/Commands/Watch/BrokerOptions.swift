import ArgumentParser
import MQTT
import Metering
import Statements

/// The way to a broker for a subscriber who has no configuration file.
struct BrokerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The broker.", valueName: "host:port"))
    var broker: BrokerAddress

    @Option(help: ArgumentHelp("The user name, if the broker wants one.", valueName: "name"))
    var user: String?

    @Option(help: ArgumentHelp("A file whose first line is the password.", valueName: "file"))
    var passwordFile: String?

    @Option(
        help: ArgumentHelp("Who may have signed the broker's certificate, PEM: speak TLS with it.", valueName: "file"))
    var ca: String?

    @Option(help: ArgumentHelp("The client's certificate, PEM; with --key.", valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("The client's private key, PEM; with --certificate.", valueName: "file"))
    var key: String?

    func validate() throws {
        guard (certificate == nil) == (key == nil) else {
            throw ValidationError("--certificate and --key belong together")
        }
        if certificate != nil, ca == nil {
            throw ValidationError("--certificate needs --ca: without TLS it is not shown")
        }
        if passwordFile != nil, user == nil { throw ValidationError("--password-file needs --user") }
    }

    /// A session that leaves nothing behind at the broker.
    /// - Throws: an unusable ``Finding`` when the password cannot be read.
    func configuration(clientIdentifier: String) throws(Finding) -> MQTTConfiguration {
        var configuration = MQTTConfiguration(
            host: broker.host, port: broker.port, clientIdentifier: clientIdentifier)
        configuration.userName = user
        configuration.password = try passwordFile.map { path throws(Finding) in try BrokerAccess.password(in: path) }
        configuration.tls = ca.map { authority in
            var tls = TLSConfiguration(authorityFile: authority)
            if let certificate, let key { tls.client = .init(certificateFile: certificate, keyFile: key) }
            return tls
        }
        configuration.sessionExpiry = .zero
        configuration.incomingLimit = 4096
        return configuration
    }
}

/// `host:port`, or `[address]:port` for IPv6.
struct BrokerAddress: ExpressibleByArgument, Hashable {
    let host: String
    let port: UInt16

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...]),
            port > 0
        else { return nil }
        var host = argument[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, isBracketed || !host.contains(":") else { return nil }
        self.host = String(host)
        self.port = port
    }
}
