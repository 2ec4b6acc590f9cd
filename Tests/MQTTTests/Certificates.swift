import MQTT
import System

/// An authority, a broker's certificate for 127.0.0.1 and a client's, made by the openssl program for one test.
struct Certificates {
    let directory: TemporaryDirectory

    var authority: String { "\(directory.path)/ca.pem" }
    /// An authority that has signed nothing.
    var stranger: String { "\(directory.path)/stranger.pem" }

    init(brokerAddress: String = "127.0.0.1", clientName: String = "linden.energy/roof-a") async throws {
        directory = try TemporaryDirectory()
        try directory.write("subjectAltName=IP:\(brokerAddress)\n", to: "broker.ext")
        try directory.write("extendedKeyUsage=clientAuth\n", to: "client.ext")
        for name in ["ca", "stranger"] {
            try await openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout \(name).key -out \(name).pem -days 2",
                subject: "/CN=\(name)")
        }
        for (name, subject) in [("broker", "/CN=broker"), ("client", "/CN=\(clientName.replacing("/", with: "\\/"))")] {
            try await openssl(
                "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout \(name).key -out \(name).csr",
                subject: subject)
            try await openssl(
                "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile \(name).ext -out \(name).pem"
            )
        }
    }

    var client: TLSConfiguration.Client {
        TLSConfiguration.Client(
            certificateFile: "\(directory.path)/client.pem", keyFile: "\(directory.path)/client.key")
    }

    /// The broker's listener lines: TLS, and a client certificate whose name becomes the user name.
    var listener: String {
        """
        cafile \(authority)
        certfile \(directory.path)/broker.pem
        keyfile \(directory.path)/broker.key
        require_certificate true
        use_identity_as_username true
        """
    }

    private func openssl(_ words: String, subject: String? = nil) async throws {
        let arguments = words.split(separator: " ").map(String.init) + (subject.map { ["-subj", $0] } ?? [])
        let child = try await ChildProcess.start(
            ChildCommand("openssl", arguments, directory: directory.path, output: .lines, errors: .lines))
        let lines = await child.lines.reduce(into: []) { $0.append($1) }
        let exit = await child.wait()
        guard exit == .code(0) else { throw Failed(words: words, lines: lines) }
    }

    struct Failed: Error {
        let words: String
        let lines: [String]
    }
}
