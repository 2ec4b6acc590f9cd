internal import COpenSSL
package import Metering
package import Statements

/// Certificates (RFC 5280) for a gateway's session with its broker, and requests for them (RFC 2986). All texts are PEM.
package enum ClientCertificate {
    /// A certificate that its own key signs, for a broker that is told to trust just this one.
    /// - Parameters:
    ///   - name: the common name, which the broker takes for the user: at most 64 characters.
    ///   - start: when it begins to count.
    ///   - days: for how long it counts, `1...36500`.
    /// - Throws: ``SigningError/openSSL(call:reason:)``, as for a name that is too long.
    package static func selfSigned(
        by key: PrivateKey, name: String, from start: UnixTime, days: Int
    ) throws(SigningError) -> [UInt8] {
        // SAFETY: what is made here belongs to this call, which frees it; OpenSSL copies name and key into the certificate.
        guard let made = unsafe X509_new() else { throw failure("X509_new") }
        defer { unsafe X509_free(made) }
        let subject = unsafe try subject(name)
        defer { unsafe X509_NAME_free(subject) }
        guard unsafe X509_set_version(made, 2) == 1,  // counted from 0: version 3
            unsafe setSerial(made), unsafe ASN1_TIME_set(X509_getm_notBefore(made), Int(start.seconds)) != nil,
            unsafe ASN1_TIME_set(X509_getm_notAfter(made), Int(start.seconds) + days * 86_400) != nil,
            unsafe X509_set_subject_name(made, subject) == 1, unsafe X509_set_issuer_name(made, subject) == 1,
            unsafe X509_set_pubkey(made, key.handle) == 1
        else { throw failure("X509_set") }
        for (kind, text) in [
            (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
            (NID_ext_key_usage, "clientAuth"),
        ] {
            guard let added = unsafe X509V3_EXT_conf_nid(nil, nil, kind, text) else {
                throw failure("X509V3_EXT_conf_nid")
            }
            defer { unsafe X509_EXTENSION_free(added) }
            guard unsafe X509_add_ext(made, added, -1) == 1 else { throw failure("X509_add_ext") }
        }
        guard unsafe X509_sign(made, key.handle, digest(for: key)) > 0 else { throw failure("X509_sign") }
        return unsafe try text { unsafe PEM_write_bio_X509($0, made) }
    }

    /// A request for a certificate from the authority that the broker trusts.
    /// - Parameter name: as above.
    /// - Throws: ``SigningError/openSSL(call:reason:)``
    package static func request(for key: PrivateKey, name: String) throws(SigningError) -> [UInt8] {
        // SAFETY: as above.
        guard let made = unsafe X509_REQ_new() else { throw failure("X509_REQ_new") }
        defer { unsafe X509_REQ_free(made) }
        let subject = unsafe try subject(name)
        defer { unsafe X509_NAME_free(subject) }
        guard unsafe X509_REQ_set_version(made, 0) == 1, unsafe X509_REQ_set_subject_name(made, subject) == 1,
            unsafe X509_REQ_set_pubkey(made, key.handle) == 1,
            unsafe X509_REQ_sign(made, key.handle, digest(for: key)) > 0
        else { throw failure("X509_REQ_sign") }
        return unsafe try text { unsafe PEM_write_bio_X509_REQ($0, made) }
    }

    /// SHA-256 of the public half that a certificate is about, as ``KeyMaterial/fingerprint`` has it.
    /// - Parameter pem: the first certificate in it counts.
    /// - Throws: ``SigningError/unreadableCertificate(reason:)``
    package static func fingerprint(of pem: [UInt8]) throws(SigningError) -> Digest {
        // SAFETY: the BIO reads from `pem`, which outlives it; the key belongs to the certificate, which is freed here.
        let read = unsafe pem.withUnsafeBytes { bytes -> OpaquePointer? in
            guard let source = unsafe BIO_new_mem_buf(bytes.baseAddress, CInt(clamping: bytes.count)) else {
                return nil
            }
            defer { unsafe BIO_free(source) }
            return unsafe PEM_read_bio_X509(source, nil, { _, _, _, _ in -1 }, nil)
        }
        defer { unsafe X509_free(read) }
        guard let certificate = unsafe read, let key = unsafe X509_get0_pubkey(certificate) else {
            throw .unreadableCertificate(reason: openSSLReason())
        }
        return unsafe OpenSSLCryptography().sha256(try publicKeyInfo(key))
    }

    private static func subject(_ name: String) throws(SigningError) -> OpaquePointer {
        // SAFETY: the caller frees the name; OpenSSL copies the text.
        guard let made = unsafe X509_NAME_new() else { throw failure("X509_NAME_new") }
        let bytes = Array(name.utf8)
        guard
            unsafe X509_NAME_add_entry_by_NID(
                made, NID_commonName, MBSTRING_UTF8, bytes, CInt(bytes.count), -1, 0) == 1
        else {
            unsafe X509_NAME_free(made)
            throw failure("X509_NAME_add_entry_by_NID")
        }
        return unsafe made
    }

    /// 127 random bits (RFC 5280 §4.1.2.2).
    private static func setSerial(_ certificate: OpaquePointer) -> Bool {
        // SAFETY: the number belongs to this call.
        guard let number = unsafe BN_new() else { return false }
        defer { unsafe BN_free(number) }
        return unsafe BN_rand(number, 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1
            && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    private static func digest(for key: PrivateKey) -> OpaquePointer? {
        // SAFETY: OpenSSL's own, never freed.
        key.kind == .p256 ? unsafe EVP_sha256() : nil
    }

    private static func text(_ write: (OpaquePointer) -> CInt) throws(SigningError) -> [UInt8] {
        // SAFETY: the BIO belongs to this call; its memory is copied before it is freed.
        guard let sink = unsafe BIO_new(BIO_s_mem()) else { throw failure("BIO_new") }
        defer { unsafe BIO_free(sink) }
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe write(sink) == 1, case let length = unsafe BIO_ctrl(sink, BIO_CTRL_INFO, 0, &text), length > 0,
            let start = unsafe text
        else { throw failure("PEM_write_bio") }
        return unsafe UnsafeBufferPointer(start: start, count: length).map { UInt8(bitPattern: $0) }
    }

    private static func failure(_ call: String) -> SigningError { .openSSL(call: call, reason: openSSLReason()) }
}
