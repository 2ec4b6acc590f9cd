extension BrokerConfiguration {
    static func read(_ section: inout ConfigurationSection) -> Self? {
        let host = section.required("host", example: "host: broker.linden.energy") { text throws(ConfigurationFault) in
            try text.nonEmpty("a name or an address")
        }
        let tls = section.section("tls", TLS.read)
        let port = section.value("port") { text throws(ConfigurationFault) in try text.integer(in: UInt16(1)...65535) }
        let user = section.value("user") { text throws(ConfigurationFault) in try text.nonEmpty("a login") }
        let passwordFile = section.value("password-file") { text throws(ConfigurationFault) in
            try text.nonEmpty("a file that holds the password")
        }
        let keepAlive = section.value("keep-alive") { text throws(ConfigurationFault) in
            try text.duration(in: .seconds(5)...(.seconds(3600)))
        }
        guard let host else { return nil }
        var broker = Self(host: host, port: port ?? (tls == nil ? 1883 : 8883), tls: tls)
        broker.user = user
        broker.passwordFile = passwordFile
        if let keepAlive { broker.keepAlive = keepAlive }
        return broker
    }
}

extension BrokerConfiguration.TLS {
    static func read(_ section: inout ConfigurationSection) -> Self? {
        func file(_ text: ConfigurationText) throws(ConfigurationFault) -> String { try text.nonEmpty("a file") }
        let authority = section.required("ca", example: "ca: ca.pem", file)
        let certificate = section.value("certificate", file)
        let key = section.value("key", file)
        let missing = section.has("certificate") ? "key" : "certificate"
        if section.has("certificate") != section.has("key") {
            section.report(missing, reason: "a certificate and its key go together", remedy: "add “\(missing)”")
        }
        return authority.map { Self(authorityFile: $0, certificateFile: certificate, keyFile: key) }
    }
}
