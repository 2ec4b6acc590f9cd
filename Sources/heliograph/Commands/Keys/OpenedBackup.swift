import Signing
import Statements

/// A backup whose keys were decrypted, each found to be the one that the text names, and the whole signed by its statement key.
struct OpenedBackup {
    let backup: KeyBackup
    /// In the order of the backup.
    let keys: [(role: BackedUpKey.Role, material: KeyMaterial)]

    /// - Parameter path: where the text comes from, for words.
    init(_ text: [UInt8], _ passphrase: Passphrase, from path: String) throws(Finding) {
        let signed = try Self.parse(text, from: path)
        backup = signed.backup
        var keys: [(role: BackedUpKey.Role, material: KeyMaterial)] = []
        for key in signed.backup.keys { keys.append((key.role, try Self.open(key, passphrase, from: path))) }
        self.keys = keys
        guard try isSigned(signed) else {
            throw .unusable(
                "\(path) is not signed by its statement key: something in it was changed after it was made. Use another copy."
            )
        }
    }

    /// What a text says before anything in it is decrypted.
    static func parse(_ text: [UInt8], from path: String) throws(Finding) -> SignedBackup {
        do throws(StatementError) {
            return try SignedBackup(parsing: text, OpenSSLCryptography())
        } catch {
            throw .unusable("\(path): \(error) Is it a file that “heliograph keys backup” wrote, and whole?")
        }
    }

    private static func open(
        _ key: BackedUpKey, _ passphrase: Passphrase, from path: String
    ) throws(Finding) -> KeyMaterial {
        let material: KeyMaterial
        do throws(SigningError) {
            material = try KeyMaterial(sealed: key.block, with: passphrase)
        } catch {
            throw .unusable("\(path), the \(key.role.rawValue) key: \(error)")
        }
        guard material.fingerprint == key.fingerprint else {
            throw .unusable(
                "\(path): the \(key.role.rawValue) key is not the one that the text names: it was put together from two backups, or changed. Use another copy."
            )
        }
        return material
    }

    private func isSigned(_ signed: SignedBackup) throws(Finding) -> Bool {
        guard let statement = keys.first(where: { $0.role == .statement }) else { return false }
        do throws(SigningError) {
            return signed.isSigned(by: try PrivateKey(pem: statement.material.pem).publicKey, OpenSSLCryptography())
        } catch {
            throw .unusable("\(error)")
        }
    }
}
