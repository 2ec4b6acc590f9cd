/// How the broker proves who it is, and how we do. All files are PEM.
package struct TLSConfiguration: Hashable, Sendable {
    /// The versions that libmosquitto and today's rules know.
    package enum Version: String, Hashable, Sendable {
        case tls12 = "tlsv1.2"
        case tls13 = "tlsv1.3"
    }

    /// Who may have signed the broker's certificate. The certificate must carry the name or address we connect to.
    package var authorityFile: String
    /// `nil` where the broker asks for a user name instead.
    package var client: Client?
    /// The oldest version that is accepted.
    package var minimumVersion: Version

    package init(authorityFile: String, client: Client? = nil, minimumVersion: Version = .tls13) {
        self.authorityFile = authorityFile
        self.client = client
        self.minimumVersion = minimumVersion
    }

    /// Our own certificate. Its key must not have a pass phrase: nobody is there to type it.
    package struct Client: Hashable, Sendable {
        /// The certificate, and after it any between it and the broker's authority.
        package var certificateFile: String
        /// The certificate's private key.
        package var keyFile: String

        package init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }
}
