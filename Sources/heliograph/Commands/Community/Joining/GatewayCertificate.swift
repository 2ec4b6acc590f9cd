import FoundationEssentials
import Gateway
import Signing
import Statements
import System

/// A gateway's key and certificate for its session with the broker, in the places that its configuration names.
struct GatewayCertificate {
    private let file: ConfigurationFile
    private let key: String
    private let certificate: String
    private let authority: String

    init(of file: ConfigurationFile) {
        guard let tls = file.configuration.broker?.tls, let certificate = tls.certificateFile, let key = tls.keyFile
        else { preconditionFailure("the configuration of a street names both") }
        self.file = file
        self.key = file.resolve(key)
        self.certificate = file.resolve(certificate)
        authority = file.resolve(tls.authorityFile)
    }

    /// A request for a certificate of the key, which is made where there is none: the same key every time.
    func request() throws(Finding) -> CertificateRequest {
        let text = try requestText()
        return try Finding.attempt { try CertificateRequest(pem: text) }
    }

    /// The same as a PEM text.
    func requestText() throws(Finding) -> [UInt8] {
        let name = file.configuration.origin.description
        return try Finding.attempt {
            if FileKind(of: key) == .nothing {
                try FileSet.create([file.keyFile(key, try PrivateKey.generate(.p256).pem)])
            }
            return try ClientCertificate.request(for: try KeyFile.load(key, ownedBy: file.keyOwner?.user), name: name)
        }
    }

    /// Whether there is a certificate of this key by an authority already.
    func isIssued(by authority: Certificate) throws(Finding) -> Bool {
        guard FileKind(of: certificate) != .nothing else { return false }
        let pem = try InputFile.read(certificate)
        return try Finding.attempt {
            let present = try Certificate(pem: pem)
            let key = try KeyMaterial(file: key, ownedBy: file.keyOwner?.user)
            return try present.fingerprint == key.fingerprint && present.isIssued(by: authority)
        }
    }

    /// Puts key and certificate of another name out of the way, as those of a log that this gateway goes on behind: they stay beside
    /// the new ones as NAME.previous.
    func makeWayForName() throws(Finding) {
        guard isThere else { return }
        let pem = try InputFile.read(certificate)
        let name = try Finding.attempt { try Certificate(pem: pem).name }
        guard name != file.configuration.origin.description else { return }
        try Finding.attempt {
            for path in [certificate, key] where FileKind(of: path) != .nothing {
                try? FileManager.default.removeItem(atPath: "\(path).previous")
                try FileManager.default.moveItem(atPath: path, toPath: "\(path).previous")
            }
        }
    }

    /// Whether there is any certificate.
    var isThere: Bool { FileKind(of: certificate) != .nothing }

    /// Puts certificate and authority in their places; the certificate last, since with it the gateway has joined.
    func write(certificate text: [UInt8], authority authorityText: [UInt8]) throws(Finding) {
        let owner = FileOwner(ofNewFilesIn: ConfigurationFile.folder(of: certificate))
        try Finding.attempt {
            for (path, bytes) in [(authority, authorityText), (certificate, text)] {
                try DurableFile.write(bytes, to: path, mode: owner == nil ? 0o644 : 0o640, owner: owner)
            }
        }
    }
}
