internal import COpenSSL
internal import System

/// A key encrypted with a passphrase: PKCS#8 (RFC 5958 §3) in PEM (RFC 7468 §11), PBES2 (RFC 8018) with scrypt (RFC 7914) and
/// AES-256-CBC, which the openssl command opens without us.
extension KeyMaterial {
    /// scrypt's parameters. More than 16 MiB of memory (N · r · 128) OpenSSL's reader refuses, so the cost is in p.
    private static let (cost, blockSize, parallelisation) = (UInt64(1 << 14), UInt64(8), UInt64(8))
    /// Of N · r · p: sixteen times as much work as our own.
    private static let workLimit: UInt64 = 1 << 24

    /// The key as a block “ENCRYPTED PRIVATE KEY”. Takes a second on a small board.
    /// - Throws: ``SigningError/openSSL(call:reason:)``
    package func sealed(with passphrase: Passphrase) throws(SigningError) -> [UInt8] {
        // SAFETY: everything made here is freed here; the algorithm is the sealed key's once there is one. OpenSSL wipes the
        // plain key when it frees it.
        guard let plain = unsafe EVP_PKEY2PKCS8(handle) else {
            throw .openSSL(call: "EVP_PKEY2PKCS8", reason: openSSLReason())
        }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(plain) }
        guard
            let algorithm = unsafe PKCS5_pbe2_set_scrypt(
                EVP_aes_256_cbc(), nil, 16, nil, Self.cost, Self.blockSize, Self.parallelisation)
        else { throw .openSSL(call: "PKCS5_pbe2_set_scrypt", reason: openSSLReason()) }
        let made = unsafe passphrase.secret.withBytes { secret in
            unsafe PKCS8_set0_pbe(
                secret.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(secret.count), plain, algorithm)
        }
        guard let sealed = unsafe made else {
            unsafe X509_ALGOR_free(algorithm)
            throw .openSSL(call: "PKCS8_set0_pbe", reason: openSSLReason())
        }
        defer { unsafe X509_SIG_free(sealed) }
        return unsafe try Self.text(of: sealed)
    }

    /// Opens a block that ``sealed(with:)`` or `openssl pkcs8 -topk8 -scrypt` wrote.
    /// - Throws: ``SigningError/notSealed(reason:)`` for a text that is none, ``SigningError/notOpened`` where the passphrase
    ///   does not fit.
    package convenience init(sealed block: [UInt8], with passphrase: Passphrase) throws(SigningError) {
        // SAFETY: everything made here is freed here, but for the key, which is handed to the initializer.
        let read = unsafe block.withUnsafeBytes { bytes -> OpaquePointer? in
            guard let source = unsafe BIO_new_mem_buf(bytes.baseAddress, CInt(clamping: bytes.count)) else {
                return nil
            }
            defer { unsafe BIO_free(source) }
            return unsafe PEM_read_bio_PKCS8(source, nil, nil, nil)
        }
        guard let sealed = unsafe read else { throw .notSealed(reason: openSSLReason()) }
        defer { unsafe X509_SIG_free(sealed) }
        unsafe try checkAlgorithm(of: sealed, workLimit: Self.workLimit)
        let opened = unsafe passphrase.secret.withBytes { secret in
            unsafe PKCS8_decrypt(sealed, secret.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(secret.count))
        }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(opened) }
        guard let plain = unsafe opened, let key = unsafe EVP_PKCS82PKEY(plain) else {
            ERR_clear_error()
            throw .notOpened
        }
        try unsafe self.init(owning: key)
    }

    private static func text(of sealed: OpaquePointer) throws(SigningError) -> [UInt8] {
        // SAFETY: the BIO belongs to this call; its memory is copied before it is freed.
        guard let sink = unsafe BIO_new(BIO_s_mem()) else { throw .openSSL(call: "BIO_new", reason: openSSLReason()) }
        defer { unsafe BIO_free(sink) }
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe PEM_write_bio_PKCS8(sink, sealed) == 1,
            case let length = unsafe BIO_ctrl(sink, BIO_CTRL_INFO, 0, &text), length > 0, let start = unsafe text
        else { throw .openSSL(call: "PEM_write_bio_PKCS8", reason: openSSLReason()) }
        return unsafe UnsafeBufferPointer(start: start, count: length).map { UInt8(bitPattern: $0) }
    }
}

/// Refuses what is not PBES2 with scrypt, and what would take far more work than a backup of ours: whoever wrote the text chose
/// how long its reader is to compute.
private func checkAlgorithm(of sealed: OpaquePointer, workLimit: UInt64) throws(SigningError) {
    // SAFETY: what `get0` gives belongs to the sealed key; what is decoded is freed here.
    var algorithm: UnsafePointer<X509_ALGOR>?
    unsafe X509_SIG_get0(sealed, &algorithm, nil)
    guard unsafe name(of: algorithm) == NID_pbes2,
        let parameters = unsafe decoded(algorithm, d2i_PBE2PARAM)
    else { throw .notSealed(reason: "the key is not encrypted by PBES2") }
    defer { unsafe PBE2PARAM_free(parameters) }
    guard unsafe name(of: parameters.pointee.keyfunc) == NID_id_scrypt,
        let scrypt = unsafe decoded(parameters.pointee.keyfunc, d2i_SCRYPT_PARAMS)
    else { throw .notSealed(reason: "its passphrase is not hashed by scrypt") }
    defer { unsafe SCRYPT_PARAMS_free(scrypt) }
    let numbers = unsafe [
        value(of: scrypt.pointee.costParameter), value(of: scrypt.pointee.blockSize),
        value(of: scrypt.pointee.parallelizationParameter),
    ]
    // No product is above 2^24 · (2^24 + 1).
    let work = numbers.reduce(1) { $0 <= workLimit ? $0 * min($1, workLimit + 1) : $0 }
    guard work <= workLimit, !numbers.contains(0) else {
        throw .notSealed(reason: "scrypt would take too long with its parameters")
    }
}

/// A number of scrypt's; the largest there is for one that is longer, negative or missing.
private func value(of number: UnsafeMutablePointer<ASN1_INTEGER>?) -> UInt64 {
    // SAFETY: read during the call only.
    var value: UInt64 = 0
    guard let number = unsafe number, unsafe ASN1_INTEGER_get_uint64(&value, number) == 1 else {
        ERR_clear_error()
        return .max
    }
    return value
}

private func name(of algorithm: UnsafePointer<X509_ALGOR>?) -> CInt {
    // SAFETY: read during the call only.
    guard let algorithm = unsafe algorithm else { return NID_undef }
    return unsafe OBJ_obj2nid(algorithm.pointee.algorithm)
}

/// The parameters of an algorithm that are a SEQUENCE. The caller frees them.
private func decoded<Parameters>(
    _ algorithm: UnsafePointer<X509_ALGOR>?,
    _ decode: (
        UnsafeMutablePointer<UnsafeMutablePointer<Parameters>?>?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, Int
    )
        -> UnsafeMutablePointer<Parameters>?
) -> UnsafeMutablePointer<Parameters>? {
    // SAFETY: the text belongs to the algorithm and outlives the call; OpenSSL moves a copy of the pointer.
    var type: CInt = 0
    var value: UnsafeRawPointer?
    unsafe X509_ALGOR_get0(nil, &type, &value, algorithm)
    guard type == V_ASN1_SEQUENCE, let text = unsafe value?.assumingMemoryBound(to: ASN1_STRING.self) else {
        return nil
    }
    var start = unsafe ASN1_STRING_get0_data(text)
    let parameters = unsafe decode(nil, &start, Int(ASN1_STRING_length(text)))
    if unsafe parameters == nil { ERR_clear_error() }
    return unsafe parameters
}
