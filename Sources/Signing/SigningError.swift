internal import System

/// What can be wrong with a key, its file, or OpenSSL itself.
package enum SigningError: Error, Hashable, CustomStringConvertible {
    /// A call of OpenSSL failed; `reason` is the text of OpenSSL's own error queue.
    case openSSL(call: String, reason: String)
    /// A PEM text holds a key of a kind that is not used here.
    case unsupportedKey(found: String)
    /// A PEM text holds no private key that could be read without a passphrase.
    case unreadablePEM(reason: String)
    /// A passphrase that is not taken.
    case passphrase(PassphraseFault)
    /// An encrypted key that the passphrase does not open: the wrong one, or a damaged key.
    case notOpened
    /// A PEM text that is no private key encrypted with scrypt, or one whose opening would take too long.
    case notSealed(reason: String)
    /// A PEM text without a certificate.
    case unreadableCertificate(reason: String)
    /// A PEM text without a request for a certificate, or with one that its key has not signed.
    case unreadableRequest(reason: String)
    /// A key that is not the one of the certificate beside it.
    case otherKey
    /// A raw private key that does not have 32 bytes.
    case seedLength(Int)
    /// A call of the system on a key file failed.
    case file(path: String, call: String, errno: CInt)
    case fileExists(path: String)
    case fileMissing(path: String)
    case notARegularFile(path: String)
    case fileTooLong(path: String, bytes: Int, limit: Int)
    /// Others than the owner may touch the key file; `mode` holds its permission bits.
    case exposedFile(path: String, mode: UInt32)
    /// The key file belongs to neither this process's user nor root.
    case foreignFile(path: String, owner: UInt32, user: UInt32)
    /// The content of a key file is not a usable key.
    indirect case keyFile(path: String, SigningError)

    package var description: String {
        switch self {
        case .openSSL(let call, let reason):
            "OpenSSL's \(call) failed: \(reason)."
        case .unsupportedKey(let found):
            "The key is of kind \(found): use Ed25519 or P-256 (prime256v1), as `heliograph init` makes them."
        case .unreadablePEM(let reason):
            "No private key in PEM form without a passphrase was found (\(reason)): restore the file from its backup, with `heliograph keys restore`."
        case .passphrase(let fault):
            "The passphrase is not taken: \(fault)."
        case .notOpened:
            "The passphrase does not open the key: type it again, or look for the one that the backup was made with."
        case .notSealed(let reason):
            "This is no private key that was encrypted with scrypt (\(reason)): use a file that “heliograph keys backup” wrote."
        case .unreadableCertificate(let reason):
            "No certificate in PEM form was found (\(reason)): is it the right file?"
        case .unreadableRequest(let reason):
            "No request for a certificate that can be used was found (\(reason)): is it the right file?"
        case .otherKey:
            "The key is not the one of the certificate beside it: put the two back that belong together."
        case .seedLength(let bytes):
            "A raw private key has 32 bytes, this one has \(bytes)."
        case .file, .fileExists, .fileMissing, .notARegularFile, .fileTooLong, .exposedFile, .foreignFile, .keyFile:
            fileDescription
        }
    }

    private var fileDescription: String {
        switch self {
        case .file(let path, let call, let code):
            "\(call) on \(path) failed: \(SystemError.words(for: code))."
        case .fileExists(let path):
            "\(path) exists already and is never overwritten: move it away if the key in it is not needed any more."
        case .fileMissing(let path):
            "\(path) is missing: restore a key with `heliograph keys restore`, or run `heliograph init` for a new gateway."
        case .notARegularFile(let path):
            "\(path) is not a regular file: name the file itself."
        case .fileTooLong(let path, let bytes, let limit):
            "\(path) has \(bytes) bytes, more than the \(limit) that are read: is it the right file?"
        case .exposedFile(let path, let mode):
            "\(path) has mode \(octal(mode)), so others can touch it: run `chmod 600 \(path)`."
        case .foreignFile(let path, let owner, let user):
            "\(path) belongs to user \(owner), who is neither root nor this process's user \(user): run `chown \(user) \(path)`."
        case .keyFile(let path, let problem):
            "Key file \(path): \(problem)"
        case .openSSL, .unsupportedKey, .unreadablePEM, .seedLength, .passphrase, .notOpened, .notSealed,
            .unreadableCertificate, .unreadableRequest, .otherKey:
            description
        }
    }

    private func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
