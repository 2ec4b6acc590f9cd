internal import COpenSSL
internal import Statements

/// A public key as OpenSSL holds it, for any number of verifications on any thread.
final class VerificationKey: Sendable {
    // SAFETY: the context takes its own reference of the EVP_PKEY that init makes and gives back.
    private let prepared: SignatureContext

    /// - Returns: `nil` for bytes that are not a point of the curve.
    init?(_ key: PublicKey) {
        switch key {
        case .ed25519(let bytes):
            guard bytes.count == 32, let made = unsafe EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, bytes, 32)
            else {
                ERR_clear_error()
                return nil
            }
            defer { unsafe EVP_PKEY_free(made) }
            guard let context = unsafe SignatureContext(verifyingWith: made, digest: nil) else {
                ERR_clear_error()
                return nil
            }
            prepared = context
        case .p256(let x, let y):
            guard x.count == 32, y.count == 32, let made = unsafe ellipticKey(point: [0x04] + x + y) else {
                ERR_clear_error()
                return nil
            }
            defer { unsafe EVP_PKEY_free(made) }
            guard let context = unsafe SignatureContext(verifyingWith: made, digest: "SHA256") else {
                ERR_clear_error()
                return nil
            }
            prepared = context
        }
    }

    /// Whether `signature`, in OpenSSL's own form (DER for ECDSA), is this key's over `message`.
    func accepts(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        let isAccepted = unsafe prepared.withCopy { context in
            unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        }
        if !isAccepted { ERR_clear_error() }
        return isAccepted
    }
}

/// A public key of P-256 from a point of 65 bytes, or of 33 in its short form (SEC 1 §2.3.3), by way of a SubjectPublicKeyInfo
/// (RFC 5480). The caller frees it.
func ellipticKey(point: [UInt8]) -> OpaquePointer? {
    // SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING of the point }
    let prefix: [UInt8] = [
        0x30, UInt8(point.count + 24), 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
        0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, UInt8(point.count + 1), 0x00,
    ]
    let encoded = prefix + point
    // SAFETY: OpenSSL reads the array during the call only, and moves its own copy of the pointer.
    return unsafe encoded.withUnsafeBufferPointer { buffer in
        var start = buffer.baseAddress
        return unsafe d2i_PUBKEY(nil, &start, buffer.count)
    }
}
