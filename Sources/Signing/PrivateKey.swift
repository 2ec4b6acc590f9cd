internal import COpenSSL
package import Statements

/// A private key in this process's memory: Ed25519, or P-256 signing SHA-256. Only signatures leave it, unless ``pem`` or ``rawRepresentation`` is asked for.
@safe package final class PrivateKey: Signer, @unchecked Sendable {
    /// The kinds of key in use.
    package enum Kind: Hashable, Sendable, CaseIterable { case ed25519, p256 }

    // SAFETY: one reference of an EVP_PKEY that nobody changes after init; OpenSSL allows concurrent signing with it; deinit is the one free.
    let handle: OpaquePointer
    /// Ready to sign with; never used itself, see ``SignatureContext``.
    private let prepared: SignatureContext
    /// The kind of key, which decides the algorithm.
    package let kind: Kind
    /// The half that others verify with.
    package let publicKey: PublicKey

    /// A new key from OpenSSL's random generator, which the kernel seeds.
    package static func generate(_ kind: Kind) throws(SigningError) -> PrivateKey {
        let name = kind == .ed25519 ? "ED25519" : "EC"
        // SAFETY: the context belongs to this call; the key that it makes is handed to the initializer.
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, name, nil) else {
            throw .openSSL(call: "EVP_PKEY_CTX_new_from_name", reason: openSSLReason())
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var made: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe kind == .ed25519 || EVP_PKEY_CTX_set_group_name(context, "prime256v1") == 1,
            unsafe EVP_PKEY_generate(context, &made) == 1, let key = unsafe made
        else { throw .openSSL(call: "EVP_PKEY_generate", reason: openSSLReason()) }
        return try unsafe PrivateKey(owning: key)
    }

    /// An Ed25519 key from its 32 bytes (RFC 8032 §5.1.5).
    /// - Throws: ``SigningError/seedLength(_:)`` for any other length.
    package convenience init(rawEd25519 seed: [UInt8]) throws(SigningError) {
        guard seed.count == 32 else { throw .seedLength(seed.count) }
        guard let key = unsafe EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed, 32) else {
            throw .openSSL(call: "EVP_PKEY_new_raw_private_key_ex", reason: openSSLReason())
        }
        try unsafe self.init(owning: key)
    }

    /// Takes over a key that was made or read, also when it throws.
    /// - Throws: ``SigningError/unsupportedKey(found:)`` for a key of another kind or curve.
    init(owning key: OpaquePointer) throws(SigningError) {
        do throws(SigningError) {
            (kind, publicKey) = try unsafe describe(key)
            let digest = kind == .p256 ? "SHA256" : nil
            guard let context = unsafe SignatureContext(signingWith: key, digest: digest) else {
                throw .openSSL(call: "EVP_DigestSignInit_ex", reason: openSSLReason())
            }
            prepared = context
        } catch {
            unsafe EVP_PKEY_free(key)
            throw error
        }
        unsafe handle = key
    }

    deinit { unsafe EVP_PKEY_free(handle) }

    /// Signs the message itself (Ed25519, deterministic) or its SHA-256 (P-256, another signature each time). Any thread may call it.
    /// - Returns: 64 bytes: RFC 8032's, or r ‖ s with a low s.
    /// - Throws: ``SigningError/openSSL(call:reason:)``
    package func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: 72)  // 64 for Ed25519, at most 72 for P-256 in DER
        var length = signature.count
        let hasSigned = unsafe prepared.withCopy { context in
            unsafe EVP_DigestSign(context, &signature, &length, message, message.count) == 1
        }
        guard hasSigned else { throw .openSSL(call: "EVP_DigestSign", reason: openSSLReason()) }
        signature.removeSubrange(length...)
        guard kind == .p256 else { return signature }
        guard let pair = EllipticSignature(der: signature) else {
            throw .openSSL(call: "EVP_DigestSign", reason: "the signature is not r and s in DER")
        }
        return pair.normalized.raw
    }
}

/// Kind and public half of a private key.
private func describe(_ key: OpaquePointer) throws(SigningError) -> (PrivateKey.Kind, PublicKey) {
    if unsafe EVP_PKEY_is_a(key, "ED25519") == 1 {
        var bytes = [UInt8](repeating: 0, count: 32)
        var length = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(key, &bytes, &length) == 1, length == 32 else {
            throw .openSSL(call: "EVP_PKEY_get_raw_public_key", reason: openSSLReason())
        }
        return (.ed25519, .ed25519(bytes))
    }
    var name = [CChar](repeating: 0, count: 80)
    guard unsafe EVP_PKEY_is_a(key, "EC") == 1, unsafe EVP_PKEY_get_group_name(key, &name, name.count, nil) == 1,
        case let group = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
        group == "prime256v1"
    else {
        ERR_clear_error()
        // SAFETY: a text that belongs to the key, or NULL; copied here.
        let type = unsafe EVP_PKEY_get0_type_name(key).map { unsafe String(cString: $0) } ?? "unknown"
        let curve = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        throw .unsupportedKey(found: curve.isEmpty ? type : "\(type) \(curve)")
    }
    return unsafe (
        .p256,
        .p256(x: try number(key, OSSL_PKEY_PARAM_EC_PUB_X), y: try number(key, OSSL_PKEY_PARAM_EC_PUB_Y))
    )
}

/// A number of an elliptic key as 32 big-endian bytes.
func number(_ key: OpaquePointer, _ name: String) throws(SigningError) -> [UInt8] {
    // SAFETY: OpenSSL makes the number, this call frees it.
    var value: OpaquePointer?
    guard unsafe EVP_PKEY_get_bn_param(key, name, &value) == 1, let value = unsafe value else {
        throw .openSSL(call: "EVP_PKEY_get_bn_param", reason: openSSLReason())
    }
    defer { unsafe BN_clear_free(value) }
    var bytes = [UInt8](repeating: 0, count: 32)
    guard unsafe BN_bn2binpad(value, &bytes, 32) == 32 else {
        throw .openSSL(call: "BN_bn2binpad", reason: openSSLReason())
    }
    return bytes
}
