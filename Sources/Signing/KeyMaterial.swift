internal import COpenSSL
package import Statements
package import System

/// A private key of any kind that OpenSSL reads, to be kept, moved and compared; it signs nothing.
///
/// A TLS key is what its owner made it, an RSA one perhaps; ``PrivateKey`` is for the kinds that sign here.
@safe package final class KeyMaterial: @unchecked Sendable {
    // SAFETY: one reference of an EVP_PKEY that nobody changes after init; deinit is the one free.
    let handle: OpaquePointer
    /// In words: “Ed25519”, “P-256”, “RSA 2048”.
    package let kind: String
    /// SHA-256 of the public half, as a SubjectPublicKeyInfo in DER: what
    /// `openssl pkey -in FILE -pubout -outform DER | sha256sum` says.
    package let fingerprint: Digest

    /// Reads the first private key of a PEM text.
    /// - Throws: ``SigningError/unreadablePEM(reason:)`` when there is none or it needs a passphrase.
    package convenience init(pem: SecretBytes) throws(SigningError) {
        // SAFETY: the key that was read is handed to the initializer.
        try unsafe self.init(owning: try readKey(pem))
    }

    /// Reads a key's file, and refuses one that somebody else could have read or put there.
    /// - Parameter owner: a user who may own it besides root and this process's.
    /// - Throws: ``SigningError``, as ``KeyFile/load(_:credentialsDirectory:)``.
    package convenience init(file path: String, ownedBy owner: UInt32? = nil) throws(SigningError) {
        let pem = try PrivateFile.read(path, limit: KeyFile.lengthLimit, ownedBy: owner)
        do throws(SigningError) {
            try self.init(pem: pem)
        } catch {
            throw .keyFile(path: path, error)
        }
    }

    /// Takes over a key that was read, also when it throws.
    init(owning key: OpaquePointer) throws(SigningError) {
        do throws(SigningError) {
            fingerprint = unsafe OpenSSLCryptography().sha256(try publicKeyInfo(key))
        } catch {
            unsafe EVP_PKEY_free(key)
            throw error
        }
        kind = unsafe words(for: key)
        unsafe handle = key
    }

    deinit { unsafe EVP_PKEY_free(handle) }

    /// The key as a PEM text in PKCS#8 (RFC 5958), unencrypted: for a file that only its owner can read.
    package var pem: SecretBytes {
        get throws(SigningError) { unsafe try writtenKey(handle) }
    }
}

/// The public half as a SubjectPublicKeyInfo in DER (RFC 5280 §4.1).
func publicKeyInfo(_ key: OpaquePointer) throws(SigningError) -> [UInt8] {
    // SAFETY: OpenSSL allocates what it returns, which is copied and freed here.
    var encoded: UnsafeMutablePointer<UInt8>?
    let length = unsafe i2d_PUBKEY(key, &encoded)
    guard length > 0, let start = unsafe encoded else { throw .openSSL(call: "i2d_PUBKEY", reason: openSSLReason()) }
    defer { unsafe CRYPTO_free(start, #fileID, #line) }
    return unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
}

/// What people call a kind of key.
private func words(for key: OpaquePointer) -> String {
    // SAFETY: a text that belongs to the key, or NULL; copied here.
    let type = unsafe EVP_PKEY_get0_type_name(key).map { unsafe String(cString: $0) } ?? "unknown"
    guard type == "EC" else {
        return type == "ED25519" ? "Ed25519" : type == "RSA" ? "RSA \(unsafe EVP_PKEY_get_bits(key))" : type
    }
    var name = [CChar](repeating: 0, count: 80)
    guard unsafe EVP_PKEY_get_group_name(key, &name, name.count, nil) == 1 else {
        ERR_clear_error()
        return type
    }
    let group = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return group == "prime256v1" ? "P-256" : "EC \(group)"
}
