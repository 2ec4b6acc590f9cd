/// How the street's broker is reached.
package struct BrokerConfiguration: Hashable, Sendable {
    /// The files of a TLS client, as written: relative to the configuration file's folder.
    package struct TLS: Hashable, Sendable {
        /// The certificates that the broker's must be signed by.
        package var authorityFile: String
        /// This gateway's certificate and its key; `nil` where the broker asks for none.
        package var certificateFile: String?
        /// The certificate's private key; present exactly when the certificate is.
        package var keyFile: String?

        package init(authorityFile: String, certificateFile: String? = nil, keyFile: String? = nil) {
            self.authorityFile = authorityFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// A name or an address.
    package var host: String
    /// 8883 with TLS and 1883 without, unless written.
    package var port: UInt16
    /// The login; `nil` means the gateway's origin, which is what a street's broker expects.
    package var user: String?
    /// The file whose first line is the password, as written.
    package var passwordFile: String?
    /// `nil` for a connection in clear, which belongs on the loopback.
    package var tls: TLS?
    /// How long a silent connection is trusted.
    package var keepAlive: Duration = .seconds(60)

    package init(host: String, port: UInt16, tls: TLS? = nil) {
        self.host = host
        self.port = port
        self.tls = tls
    }
}
