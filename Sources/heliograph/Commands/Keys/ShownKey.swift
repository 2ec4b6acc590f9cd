import Gateway
import Ledger
import Signing
import Statements

/// A key as it is shown: its public half, and where it lies.
struct ShownKey: Encodable {
    /// `statement`, `log`, `tls`, `next-statement`, `next-log`, `mirror`, `next-mirror` or `former-mirror`.
    let key: String
    var kind: String?
    /// SHA-256 of the public half.
    var fingerprint: String?
    /// The name that others know it by.
    var name: String?
    let path: String
    /// How far its renewal is.
    var renewal: String?
    /// Why it cannot be used.
    var fault: String?

    init(key: String, path: String, fault: String? = nil) {
        self.key = key
        self.path = path
        self.fault = fault
    }

    /// A key of the mirror, in a database.
    init(_ role: String, _ key: PrivateKey, of origin: Origin, in path: String) throws {
        self.init(key: role, path: path)
        let material = try KeyMaterial(pem: key.pem)
        kind = material.kind
        fingerprint = "\(material.fingerprint)"
        name = "\(try key.mirrorKey(of: origin))"
    }

    /// - Returns: `nil` where the configuration wants none of this role, or none has to be there.
    init?(_ role: BackedUpKey.Role, of file: ConfigurationFile) {
        guard let path = file.neededPath(of: role) else { return nil }
        self.init(key: role.rawValue, path: path)
        do {
            let material = try KeyMaterial(file: path)
            kind = material.kind
            fingerprint = "\(material.fingerprint)"
            let cryptography = OpenSSLCryptography()
            switch role {
            case .statement, .nextStatement:
                let key = COSEKey(try PrivateKey(pem: material.pem).publicKey)
                name = String("\(key.thumbprint(cryptography))".prefix(2 * COSEKey.keyIdentifierSize))
            case .log, .nextLog:
                let key = try PrivateKey(pem: material.pem).publicKey
                name = "\(try NoteKey.log(of: file.configuration.origin, key, cryptography))"
            case .tls: break
            }
        } catch {
            fault = "\(error)"
        }
    }
}
