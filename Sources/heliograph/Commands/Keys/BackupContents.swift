import Gateway
import Metering
import Signing
import Statements
import System

/// What a backup of a gateway is made of.
struct BackupContents {
    let origin: Origin
    /// With the places that they were read from.
    private(set) var keys: [(role: BackedUpKey.Role, path: String, material: KeyMaterial)] = []
    private(set) var files: [BackedUpFile] = []
    /// What a new card needs and cannot get from here, in words.
    private(set) var omitted: [String] = []

    /// Reads everything. As root's process it may, whosever the files are.
    init(of file: ConfigurationFile) throws(Finding) {
        origin = file.configuration.origin
        let owner = file.keyOwner?.user
        for role in BackedUpKey.Role.allCases {
            guard let path = file.neededPath(of: role) else { continue }
            do throws(SigningError) {
                keys.append((role, path, try KeyMaterial(file: path, ownedBy: owner)))
            } catch {
                throw .unusable("\(error)")
            }
        }
        for role in BackedUpFile.Role.allCases {
            guard let path = file.path(of: role) else { continue }
            let bytes = try InputFile.read(path)
            if bytes.count > BackedUpFile.sizeLimit, let remedy = role.remedy {
                omitted.append("\(path), \(role.purpose): longer than a backup is meant for; \(remedy)")
                continue
            }
            do throws(StatementError) {
                files.append(try BackedUpFile(role: role, bytes: bytes))
            } catch {
                throw .unusable("\(path): \(error)")
            }
        }
        if let password = file.configuration.broker?.passwordFile {
            omitted.append(
                "\(file.resolve(password)), the broker's password: have whoever runs the broker give you a new one")
        }
    }

    /// The whole text, encrypted and signed.
    func text(with passphrase: Passphrase, at time: UnixTime) throws -> [UInt8] {
        let cryptography = OpenSSLCryptography()
        let sealed = try keys.map { key in
            try BackedUpKey(
                role: key.role, fingerprint: key.material.fingerprint, block: try key.material.sealed(with: passphrase))
        }
        let backup = try KeyBackup(origin: origin, madeAt: time, keys: sealed, files: files)
        guard let statement = keys.first(where: { $0.role == .statement }) else {
            preconditionFailure("every gateway has a statement key")
        }
        let signature = try PrivateKey(pem: statement.material.pem).sign(Array(backup.signedText(cryptography).utf8))
        return Array(backup.text(words: words(at: time), signature: signature, cryptography).utf8)
    }

    /// What stands above it, for whoever finds it in years.
    private func words(at time: UnixTime) -> [String] {
        var words = """
            Heliograph: key backup of \(origin), made \(CalendarDate(time).text)

            The keys with which this gateway signs its readings and its log, each encrypted
            with one passphrase. Whoever has both can sign in the gateway's name: keep them
            apart, and both away from the gateway. This text can be printed; what is typed
            in again by hand is checked part by part, and lines with a # may be left out.

            When the card or the board is lost:
              1. See to it that the old card never starts again. Two gateways of one name
                 contradict each other, and their neighbours turn both away.
              2. Install Heliograph on the new one.
              3. sudo heliograph keys restore FILE
              4. sudo systemctl enable --now heliograph
                 It asks its neighbours for its log before it signs anything, and
                 “sudo heliograph recover” shows how far that is.

            Without Heliograph: “openssl pkey -in FILE” asks for the passphrase and shows the
            first key; put another block ENCRYPTED PRIVATE KEY into a file of its own.
            The mirror's key is not here: it dies with its database, on purpose.
            """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if !omitted.isEmpty { words += ["", "Not in here:"] + omitted.map { "  \($0)" } }
        return words
    }
}

extension BackedUpFile.Role {
    /// Where else a file is to be had that can be long: one with all authorities of a system, a policy's whole history.
    fileprivate var remedy: String? {
        switch self {
        case .policy: "every neighbour has it"
        case .authority: "a new system has its own"
        case .configuration, .certificate: nil
        }
    }
}
