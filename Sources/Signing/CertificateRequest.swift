internal import COpenSSL
package import Statements

/// A request for a certificate (PKCS#10, RFC 2986), which the key that it is about has signed.
@safe package final class CertificateRequest: @unchecked Sendable {
    // SAFETY: one reference of an X509_REQ that nobody changes after init; deinit is the one free.
    let handle: OpaquePointer
    /// The common name that is asked for.
    package let name: String
    /// SHA-256 of the public half, as ``KeyMaterial/fingerprint`` has it.
    package let fingerprint: Digest

    /// Reads a PEM text, and checks that whoever asks has the key: P-256 or Ed25519, the kinds that are used here.
    /// - Throws: ``SigningError/unreadableRequest(reason:)``
    package init(pem: [UInt8]) throws(SigningError) {
        // SAFETY: no passphrase is asked for; the request belongs to this object, or is freed below.
        let read = unsafe readPEM(pem) { unsafe PEM_read_bio_X509_REQ($0, nil, { _, _, _, _ in -1 }, nil) }
        guard let request = unsafe read else { throw .unreadableRequest(reason: openSSLReason()) }
        do throws(SigningError) {
            (name, fingerprint) = try unsafe Self.check(request)
        } catch {
            unsafe X509_REQ_free(request)
            throw error
        }
        unsafe handle = request
    }

    deinit { unsafe X509_REQ_free(handle) }

    private static func check(_ request: OpaquePointer) throws(SigningError) -> (String, Digest) {
        // SAFETY: key and name belong to the request.
        guard let key = unsafe X509_REQ_get0_pubkey(request), unsafe X509_REQ_verify(request, key) == 1 else {
            throw .unreadableRequest(reason: "its signature is not by the key that it is about; \(openSSLReason())")
        }
        var group = [CChar](repeating: 0, count: 80)
        let isElliptic =
            unsafe EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, &group, group.count, nil) == 1
        let curve = String(decoding: group.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard unsafe EVP_PKEY_is_a(key, "ED25519") == 1 || isElliptic && curve == "prime256v1" else {
            ERR_clear_error()
            throw .unreadableRequest(reason: "its key is neither of P-256 nor Ed25519")
        }
        guard let name = unsafe commonName(X509_REQ_get_subject_name(request)) else {
            throw .unreadableRequest(reason: "it has no common name")
        }
        return unsafe (name, OpenSSLCryptography().sha256(try publicKeyInfo(key)))
    }
}
