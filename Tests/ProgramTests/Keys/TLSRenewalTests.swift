import FoundationEssentials
import System
import Testing

/// A gateway whose session with a real broker is opened by a certificate, and another one in its place while it runs.
@Suite("A TLS key that is renewed", .needs(.mosquittoSub))
struct TLSRenewalTests {
    /// A gateway without a policy, a broker that takes only certificates of an authority, and that authority.
    private struct Stage {
        let path: String
        let port: UInt16

        init(in path: String) async throws {
            self.path = path
            port = try LoopbackPort.free()
            try write("subjectAltName=IP:127.0.0.1\n", "broker.ext")
            try await openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout ca.key -out ca.pem -subj /CN=street -days 2"
            )
            for (name, subject) in [("broker", "/CN=broker"), ("roof", "/CN=linden.energy\\/roof-a")] {
                try await openssl(
                    "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout \(name).key -out \(name).csr -subj \(subject)"
                )
            }
            try await openssl(
                "x509 -req -in broker.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile broker.ext -out broker.pem"
            )
            try await openssl("x509 -req -in roof.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out roof.pem")
            try write(
                """
                origin: linden.energy/roof-a
                clock: {kept-by-host: true}
                broker:
                  host: 127.0.0.1
                  port: \(port)
                  tls: {ca: ca.pem, certificate: roof.pem, key: roof.key}
                """, "heliograph.yaml")
            try write("", "broker.log")
            try writeBroker(trusting: "ca.pem")
        }

        /// The broker takes the whole subject for the user, so that its log tells one certificate from another.
        func writeBroker(trusting authority: String) throws {
            try write(
                """
                listener \(port) 127.0.0.1
                cafile \(path)/\(authority)
                certfile \(path)/broker.pem
                keyfile \(path)/broker.key
                require_certificate true
                use_subject_as_username true
                allow_anonymous true
                user root
                log_dest file \(path)/broker.log
                log_type all
                """, "mosquitto.conf")
        }

        func write(_ text: String, _ name: String) throws {
            try DurableFile.write(Array(text.utf8), to: "\(path)/\(name)", mode: 0o600)
        }

        func openssl(_ words: String) async throws {
            let child = try await ChildProcess.start(
                ChildCommand(
                    "openssl", words.split(separator: " ").map(String.init), directory: path, output: .discarded,
                    errors: .discarded))
            #expect(await child.wait() == .code(0), "openssl \(words)")
        }

        func start(_ program: String, _ arguments: String...) async throws -> ChildProcess {
            try await ChildProcess.start(
                ChildCommand(
                    program, arguments, output: .file("\(path)/run.log"), errors: .file("\(path)/run.log"),
                    endsWithParent: true))
        }

        func heliograph(_ arguments: String...) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
            try await ChildProcess.run(
                try HeliographProgram.path, arguments + ["--configuration", "\(path)/heliograph.yaml"])
        }

        func bytes(_ name: String) throws -> [UInt8] { try SmallFile.read("\(path)/\(name)") }

        /// Whether the broker's log comes to have a gateway's session under a user.
        func isConnected(as user: String) async throws -> Bool {
            for _ in 0..<120 {
                let log = String(decoding: try SmallFile.read("\(path)/broker.log", limit: 1 << 24), as: UTF8.self)
                if log.split(separator: "\n").contains(where: {
                    $0.contains("New client connected") && $0.contains("u'\(user)'")
                }) {
                    return true
                }
                try await Task.sleep(for: .milliseconds(250))
            }
            return false
        }
    }

    @Test("by the street's authority: the gateway opens another session with the new certificate when it is reloaded")
    func byAuthority() async throws {
        let folder = try TemporaryFolder()
        let stage = try await Stage(in: folder.path)
        let broker = try await stage.start("/usr/sbin/mosquitto", "-c", "\(stage.path)/mosquitto.conf")
        #expect(try await stage.heliograph("init", "--identity-only").exit == .code(0))
        let gateway = try await stage.start(
            try HeliographProgram.path, "run", "--configuration", "\(stage.path)/heliograph.yaml")
        #expect(try await stage.isConnected(as: "CN=linden.energy/roof-a"))

        let before = try (stage.bytes("roof.key"), stage.bytes("roof.pem"))
        let asked = try await stage.heliograph("keys", "renew", "tls", "--request")
        #expect(asked.exit == .code(0), "\(asked.lines)")
        #expect(
            try stage.bytes("roof.key") == before.0 && stage.bytes("roof.pem") == before.1, "the old ones are in force")
        let twice = try await stage.heliograph("keys", "renew", "tls", "--request")
        #expect(twice.exit == .code(2) && twice.lines.joined().contains("open already"), "\(twice.lines)")
        try await stage.openssl("req -in roof.pem.csr -noout -verify")
        // The authority writes its own subject, so that the broker's log shows which certificate it was.
        try await stage.openssl(
            "x509 -req -in roof.pem.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -subj /CN=linden.energy\\/roof-a/O=renewed -out answer.pem"
        )
        let foreign = try await stage.heliograph("keys", "renew", "tls", "--certificate", "\(stage.path)/broker.pem")
        #expect(foreign.exit == .code(2) && foreign.lines.joined().contains("of another key"), "\(foreign.lines)")
        let taken = try await stage.heliograph("keys", "renew", "tls", "--certificate", "\(stage.path)/answer.pem")
        #expect(taken.exit == .code(0), "\(taken.lines)")
        #expect(try stage.bytes("roof.key.previous") == before.0 && stage.bytes("roof.pem.previous") == before.1)
        #expect(try stage.bytes("roof.pem") == stage.bytes("answer.pem"))
        #expect(try FileStatus(of: "\(stage.path)/roof.key").permissions == 0o600)
        #expect(!FileManager.default.fileExists(atPath: "\(stage.path)/roof.key.new"))

        let reloaded = try await stage.heliograph("reload")
        #expect(reloaded.exit == .code(0), "\(reloaded.lines)")
        #expect(try await stage.isConnected(as: "O=renewed,CN=linden.energy/roof-a"))
        await end(gateway, broker)
    }

    @Test("by itself: a broker that trusts the new certificate and nothing else lets the gateway in")
    func bySelf() async throws {
        let folder = try TemporaryFolder()
        let stage = try await Stage(in: folder.path)
        #expect(try await stage.heliograph("init", "--identity-only").exit == .code(0))
        for _ in 0..<2 {
            let made = try await stage.heliograph("keys", "renew", "tls")
            #expect(made.exit == .code(0) && made.lines.joined().contains("heliograph reload"), "\(made.lines)")
        }
        try await stage.openssl("verify -CAfile roof.pem -purpose sslclient roof.pem")
        try stage.writeBroker(trusting: "roof.pem")
        let broker = try await stage.start("/usr/sbin/mosquitto", "-c", "\(stage.path)/mosquitto.conf")
        let gateway = try await stage.start(
            try HeliographProgram.path, "run", "--configuration", "\(stage.path)/heliograph.yaml")
        #expect(try await stage.isConnected(as: "CN=linden.energy/roof-a"))
        await end(gateway, broker)
    }

    @Test("is refused where the configuration names none")
    func none() async throws {
        let folder = try TemporaryFolder()
        let stage = try await Stage(in: folder.path)
        try stage.write("origin: linden.energy/roof-a\n", "heliograph.yaml")
        let refused = try await stage.heliograph("keys", "renew", "tls")
        #expect(refused.exit == .code(2) && refused.lines.joined().contains("names no certificate"), "\(refused.lines)")
    }

    private func end(_ processes: ChildProcess...) async {
        for process in processes {
            process.signal(SignalNumber.terminate)
            _ = await process.wait()
        }
    }
}
