internal import COpenSSL
internal import Metering

/// What a certificate (RFC 5280) is to say, before its issuer signs it.
struct CertificateForm {
    /// The common name, at most 64 characters.
    let subject: String
    /// When it begins to count.
    let start: UnixTime
    /// For how long it counts.
    let days: Int
    /// Extensions in the order in which they are added, in OpenSSL's words (x509v3_config(5)).
    let extensions: [(kind: CInt, text: String)]

    /// The certificate of version 3, with a serial number of 127 random bits.
    /// - Parameters:
    ///   - subjectKey: the key that it is about.
    ///   - issuer: `nil` for a certificate that is its own issuer.
    func certificate(
        about subjectKey: OpaquePointer, signedBy key: PrivateKey, issuer: Certificate?
    ) throws(SigningError) -> Certificate {
        // SAFETY: what is made here belongs to the value that is returned; OpenSSL copies names and keys into it.
        guard let made = unsafe X509_new() else { throw failure("X509_new") }
        let certificate = unsafe Certificate(owning: made)
        let name = unsafe try subjectName(subject)
        defer { unsafe X509_NAME_free(name) }
        let issuerName = unsafe issuer.map { unsafe X509_get_subject_name($0.handle) } ?? name
        guard unsafe X509_set_version(made, 2) == 1,  // counted from 0: version 3
            unsafe setSerial(made), unsafe ASN1_TIME_set(X509_getm_notBefore(made), Int(start.seconds)) != nil,
            unsafe ASN1_TIME_set(X509_getm_notAfter(made), Int(start.seconds) + days * 86_400) != nil,
            unsafe X509_set_subject_name(made, name) == 1, unsafe X509_set_issuer_name(made, issuerName) == 1,
            unsafe X509_set_pubkey(made, subjectKey) == 1
        else { throw failure("X509_set") }
        var context = unsafe X509V3_CTX()
        unsafe X509V3_set_ctx(&context, issuer?.handle ?? made, made, nil, nil, 0)
        for (kind, text) in extensions {
            guard let added = unsafe X509V3_EXT_conf_nid(nil, &context, kind, text) else {
                throw failure("X509V3_EXT_conf_nid")
            }
            defer { unsafe X509_EXTENSION_free(added) }
            guard unsafe X509_add_ext(made, added, -1) == 1 else { throw failure("X509_add_ext") }
        }
        guard unsafe X509_sign(made, key.handle, signingDigest(of: key)) > 0 else { throw failure("X509_sign") }
        return certificate
    }

    /// 127 random bits (RFC 5280 §4.1.2.2).
    private func setSerial(_ certificate: OpaquePointer) -> Bool {
        // SAFETY: the number belongs to this call.
        guard let number = unsafe BN_new() else { return false }
        defer { unsafe BN_free(number) }
        return unsafe BN_rand(number, 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1
            && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }
}

/// A name with nothing but a common name. The caller frees it.
func subjectName(_ text: String) throws(SigningError) -> OpaquePointer {
    // SAFETY: the caller frees the name; OpenSSL copies the text.
    guard let made = unsafe X509_NAME_new() else { throw failure("X509_NAME_new") }
    let bytes = Array(text.utf8)
    guard
        unsafe X509_NAME_add_entry_by_NID(made, NID_commonName, MBSTRING_UTF8, bytes, CInt(bytes.count), -1, 0) == 1
    else {
        unsafe X509_NAME_free(made)
        throw failure("X509_NAME_add_entry_by_NID")
    }
    return unsafe made
}

/// The common name of a name; `nil` where there is none, or one that is no UTF-8 of at most 255 bytes.
func commonName(_ name: OpaquePointer?) -> String? {
    // SAFETY: the buffer lives for the call, which is told its size.
    var buffer = [CChar](repeating: 0, count: 256)
    guard let name = unsafe name,
        case let length = unsafe X509_NAME_get_text_by_NID(name, NID_commonName, &buffer, CInt(buffer.count)),
        length > 0, length < 255
    else { return nil }
    return String(validating: buffer.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// What a key's signature of a certificate hashes with; `nil` for a key that does it itself.
func signingDigest(of key: PrivateKey) -> OpaquePointer? {
    // SAFETY: OpenSSL's own, never freed.
    key.kind == .p256 ? unsafe EVP_sha256() : nil
}

/// The PEM text that a call of OpenSSL writes.
func pemText(_ write: (OpaquePointer) -> CInt) throws(SigningError) -> [UInt8] {
    // SAFETY: the BIO belongs to this call; its memory is copied before it is freed.
    guard let sink = unsafe BIO_new(BIO_s_mem()) else { throw failure("BIO_new") }
    defer { unsafe BIO_free(sink) }
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe write(sink) == 1, case let length = unsafe BIO_ctrl(sink, BIO_CTRL_INFO, 0, &text), length > 0,
        let start = unsafe text
    else { throw failure("PEM_write_bio") }
    return unsafe UnsafeBufferPointer(start: start, count: length).map { UInt8(bitPattern: $0) }
}

/// What a call of OpenSSL reads out of a PEM text. The caller frees it.
func readPEM(_ pem: [UInt8], _ read: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
    // SAFETY: the BIO reads from `pem`, which outlives it, and is freed here.
    unsafe pem.withUnsafeBytes { bytes -> OpaquePointer? in
        guard let source = unsafe BIO_new_mem_buf(bytes.baseAddress, CInt(clamping: bytes.count)) else { return nil }
        defer { unsafe BIO_free(source) }
        return unsafe read(source)
    }
}

/// What OpenSSL says of a call that failed.
func failure(_ call: String) -> SigningError { .openSSL(call: call, reason: openSSLReason()) }
