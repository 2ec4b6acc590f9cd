internal import COpenSSL
internal import Glibc
package import Metering
package import Statements

/// A certificate (RFC 5280), read or made.
@safe package final class Certificate: @unchecked Sendable {
    // SAFETY: one reference of an X509 that nobody changes once it is made; deinit is the one free.
    let handle: OpaquePointer

    /// Reads a PEM text, of which the first certificate counts.
    /// - Throws: ``SigningError/unreadableCertificate(reason:)``
    package init(pem: [UInt8]) throws(SigningError) {
        // SAFETY: no passphrase is asked for; the certificate belongs to this object.
        let read = unsafe readPEM(pem) { unsafe PEM_read_bio_X509($0, nil, { _, _, _, _ in -1 }, nil) }
        guard let certificate = unsafe read else { throw .unreadableCertificate(reason: openSSLReason()) }
        guard unsafe X509_get0_pubkey(certificate) != nil else {
            unsafe X509_free(certificate)
            throw .unreadableCertificate(reason: openSSLReason())
        }
        unsafe handle = certificate
    }

    /// Takes over a certificate.
    init(owning certificate: OpaquePointer) { unsafe handle = certificate }

    deinit { unsafe X509_free(handle) }

    /// The certificate as a PEM text.
    package var pem: [UInt8] {
        get throws(SigningError) { unsafe try pemText { unsafe PEM_write_bio_X509($0, handle) } }
    }

    /// The common name of whom it is about: of a gateway its origin, which is the broker's user name; of a street's authority
    /// the street's.
    package var name: String? { unsafe commonName(X509_get_subject_name(handle)) }

    /// SHA-256 of the public half that it is about, as ``KeyMaterial/fingerprint`` has it.
    package var fingerprint: Digest {
        get throws(SigningError) {
            guard let key = unsafe X509_get0_pubkey(handle) else { throw failure("X509_get0_pubkey") }
            return unsafe OpenSSLCryptography().sha256(try publicKeyInfo(key))
        }
    }

    /// The number that its issuer gave it, in hexadecimal digits.
    package var serial: String {
        get throws(SigningError) {
            // SAFETY: number and text belong to this call, which frees them.
            guard let number = unsafe ASN1_INTEGER_to_BN(X509_get0_serialNumber(handle), nil) else {
                throw failure("ASN1_INTEGER_to_BN")
            }
            defer { unsafe BN_free(number) }
            guard let text = unsafe BN_bn2hex(number) else { throw failure("BN_bn2hex") }
            defer { unsafe CRYPTO_free(text, #fileID, #line) }
            return unsafe String(cString: text)
        }
    }

    /// Until when it counts (RFC 5280 §4.1.2.5), in whole seconds.
    package var end: UnixTime {
        get throws(SigningError) {
            var parts = unsafe tm()
            // SAFETY: the time belongs to the certificate; timegm(3) changes `parts` and nothing else.
            guard unsafe ASN1_TIME_to_tm(X509_get0_notAfter(handle), &parts) == 1 else {
                throw failure("ASN1_TIME_to_tm")
            }
            return UnixTime(seconds: unsafe Int64(timegm(&parts)))
        }
    }

    /// Whether an authority has signed it. When it counts, and what for, the broker and the gateway check.
    package func isIssued(by authority: Certificate) -> Bool {
        defer { ERR_clear_error() }
        return unsafe X509_check_issued(authority.handle, handle) == X509_V_OK
            && X509_verify(handle, X509_get0_pubkey(authority.handle)) == 1
    }
}
