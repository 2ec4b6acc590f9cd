import FoundationEssentials
import Gateway
import Metering
import Signing
import Statements
import System

/// Another key and certificate in the places that a configuration names.
struct TLSRenewal {
    private let file: ConfigurationFile
    private let key: String
    private let certificate: String

    /// - Throws: an unusable ``Finding`` where the configuration names no key and no certificate.
    init(of file: ConfigurationFile) throws(Finding) {
        guard let key = file.path(of: BackedUpKey.Role.tls),
            let certificate = file.path(of: BackedUpFile.Role.certificate)
        else {
            throw .unusable(
                "\(file.path) names no certificate of this gateway: write tls: {ca: …, certificate: gateway.pem, key: gateway.key} below “broker”; this command makes the last two."
            )
        }
        self.file = file
        self.key = key
        self.certificate = certificate
    }

    /// Where a key waits for its certificate, and the request that belongs to it.
    private var waitingKey: String { "\(key).new" }
    private var request: String { "\(certificate).csr" }

    /// A new key with a certificate that it signs itself, in force at once.
    func makeCertificate(days: Int) throws {
        let new = try PrivateKey.generate(.p256)
        // A day earlier, for clocks that are behind.
        let start = UnixTime(seconds: try SystemClock().utc().seconds - 86_400)
        let text = try ClientCertificate.selfSigned(
            by: new, name: file.configuration.origin.description, from: start, days: days + 1)
        try replace(key: try new.pem, certificate: text)
        say("Next: whoever runs the broker has it trust \(certificate); then heliograph reload -c \(file.path).")
    }

    /// A new key that waits, and a request for a certificate of it.
    func makeRequest() throws {
        guard FileKind(of: waitingKey) == .nothing, FileKind(of: request) == .nothing else {
            throw Finding.unusable(
                "a request is open already, \(request) with \(waitingKey): put its certificate into force with --certificate, or move both away."
            )
        }
        let new = try PrivateKey.generate(.p256)
        let text = try ClientCertificate.request(for: new, name: file.configuration.origin.description)
        try write([
            file.keyFile(waitingKey, try new.pem), file.plainFile(request, SecretBytes(copying: text)),
        ])
        print(
            """
            \(request) is the request, \(waitingKey) the key that waits for it. Nothing else has changed.
            Next: hand the request to the street's authority. When it has answered:
            heliograph keys renew tls --configuration \(file.path) --certificate FILE
            """)
    }

    /// The key that waits, with what the authority made of its request.
    func putIntoForce(_ path: String) throws {
        let text = try InputFile.read(path)
        let waiting = try KeyMaterial(file: waitingKey, ownedBy: file.keyOwner?.user)
        guard try ClientCertificate.fingerprint(of: text) == waiting.fingerprint else {
            throw Finding.unusable(
                "\(path) is a certificate of another key than \(waitingKey): was it made of \(request)?")
        }
        try replace(key: try waiting.pem, certificate: text)
        for done in [waitingKey, request] { try? FileManager.default.removeItem(atPath: done) }
        say("Next: heliograph reload -c \(file.path).")
    }

    /// Both, or none; what was there before is kept beside them, and what was before that goes.
    private func replace(key secret: SecretBytes, certificate text: [UInt8]) throws {
        func previous(_ path: String) -> String? { FileKind(of: path) == .nothing ? nil : "\(path).previous" }
        for old in [previous(key), previous(certificate)].compactMap(\.self) where FileKind(of: old) != .nothing {
            try FileManager.default.removeItem(atPath: old)
        }
        try write([
            file.keyFile(key, secret, previous: previous(key)),
            file.plainFile(certificate, SecretBytes(copying: text), previous: previous(certificate)),
        ])
    }

    private func write(_ files: [PlannedFile]) throws(Finding) {
        do throws(SystemError) {
            try FileSet.create(files)
        } catch {
            throw .unusable("\(error) Nothing was written.")
        }
    }

    private func say(_ next: String) {
        print(
            "\(key) is a new key, \(certificate) its certificate; the ones before are kept as NAME.previous.\n\(next)")
    }
}
