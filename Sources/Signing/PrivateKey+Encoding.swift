internal import COpenSSL
package import System

extension PrivateKey {
    /// Reads the first private key of a PEM text: PKCS#8 (RFC 5958), or what `openssl` wrote before it (RFC 5915).
    /// - Throws: ``SigningError/unreadablePEM(reason:)`` when there is none or it needs a passphrase,
    ///   ``SigningError/unsupportedKey(found:)`` for a kind that is not used here.
    package convenience init(pem: SecretBytes) throws(SigningError) {
        // SAFETY: the key that was read is handed to the initializer.
        try unsafe self.init(owning: try readKey(pem))
    }

    /// The key as a PEM text in PKCS#8 (RFC 5958), unencrypted: for a file that only its owner can read.
    package var pem: SecretBytes {
        get throws(SigningError) { unsafe try writtenKey(handle) }
    }

    /// The secret itself, 32 bytes: the seed of an Ed25519 key (RFC 8032 §5.1.5), the scalar of a P-256 key, big-endian.
    package var rawRepresentation: [UInt8] {
        get throws(SigningError) {
            guard kind == .ed25519 else { return try unsafe number(handle, OSSL_PKEY_PARAM_PRIV_KEY) }
            var seed = [UInt8](repeating: 0, count: 32)
            var length = seed.count
            guard unsafe EVP_PKEY_get_raw_private_key(handle, &seed, &length) == 1, length == 32 else {
                throw .openSSL(call: "EVP_PKEY_get_raw_private_key", reason: openSSLReason())
            }
            return seed
        }
    }
}

/// The first private key of a PEM text, which must not need a passphrase. The caller frees it.
func readKey(_ pem: SecretBytes) throws(SigningError) -> OpaquePointer {
    // SAFETY: the BIO reads from `pem`, which outlives it, and is freed here; the key belongs to the caller.
    let key = unsafe pem.withBytes { text -> OpaquePointer? in
        guard let source = unsafe BIO_new_mem_buf(text.baseAddress, CInt(clamping: text.count)) else { return nil }
        defer { unsafe BIO_free(source) }
        // The default would ask the terminal for a passphrase, which a service does not have.
        return unsafe PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil)
    }
    guard let key = unsafe key else { throw .unreadablePEM(reason: openSSLReason()) }
    ERR_clear_error()
    return unsafe key
}

/// A private key as a PEM text in PKCS#8, unencrypted.
func writtenKey(_ key: OpaquePointer) throws(SigningError) -> SecretBytes {
    // SAFETY: the BIO belongs to this call; its memory is copied before it is cleared and freed.
    guard let sink = unsafe BIO_new(BIO_s_secmem()) else { throw .openSSL(call: "BIO_new", reason: openSSLReason()) }
    defer { unsafe BIO_free(sink) }
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe PEM_write_bio_PKCS8PrivateKey(sink, key, nil, nil, 0, nil, nil) == 1,
        case let length = unsafe BIO_ctrl(sink, BIO_CTRL_INFO, 0, &text), length > 0, let start = unsafe text
    else { throw .openSSL(call: "PEM_write_bio_PKCS8PrivateKey", reason: openSSLReason()) }
    return unsafe SecretBytes(capacity: length) { memory in
        unsafe memory.copyMemory(from: UnsafeRawBufferPointer(start: start, count: length))
        return length
    }
}
