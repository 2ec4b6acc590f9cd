internal import COpenSSL
package import Metering
package import Statements

/// Certificates (RFC 5280) for a gateway's session with its broker, and requests for them (RFC 2986). All texts are PEM.
package enum ClientCertificate {
    /// What a client's certificate is good for.
    static let purposes: [(kind: CInt, text: String)] = [
        (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
        (NID_ext_key_usage, "clientAuth"),
    ]

    /// A certificate that its own key signs, for a broker that is told to trust just this one.
    /// - Parameters:
    ///   - name: the common name, which the broker takes for the user: at most 64 characters.
    ///   - start: when it begins to count.
    ///   - days: for how long it counts, `1...36500`.
    /// - Throws: ``SigningError/openSSL(call:reason:)``, as for a name that is too long.
    package static func selfSigned(
        by key: PrivateKey, name: String, from start: UnixTime, days: Int
    ) throws(SigningError) -> [UInt8] {
        let form = CertificateForm(subject: name, start: start, days: days, extensions: purposes)
        // SAFETY: the key's handle lives as long as the key.
        return unsafe try form.certificate(about: key.handle, signedBy: key, issuer: nil).pem
    }

    /// A request for a certificate from the authority that the broker trusts.
    /// - Parameter name: as above.
    /// - Throws: ``SigningError/openSSL(call:reason:)``
    package static func request(for key: PrivateKey, name: String) throws(SigningError) -> [UInt8] {
        // SAFETY: what is made here belongs to this call, which frees it; OpenSSL copies name and key into the request.
        guard let made = unsafe X509_REQ_new() else { throw failure("X509_REQ_new") }
        defer { unsafe X509_REQ_free(made) }
        let subject = unsafe try subjectName(name)
        defer { unsafe X509_NAME_free(subject) }
        guard unsafe X509_REQ_set_version(made, 0) == 1, unsafe X509_REQ_set_subject_name(made, subject) == 1,
            unsafe X509_REQ_set_pubkey(made, key.handle) == 1,
            unsafe X509_REQ_sign(made, key.handle, signingDigest(of: key)) > 0
        else { throw failure("X509_REQ_sign") }
        return unsafe try pemText { unsafe PEM_write_bio_X509_REQ($0, made) }
    }

    /// SHA-256 of the public half that a certificate is about, as ``KeyMaterial/fingerprint`` has it.
    /// - Parameter pem: the first certificate in it counts.
    /// - Throws: ``SigningError/unreadableCertificate(reason:)``
    package static func fingerprint(of pem: [UInt8]) throws(SigningError) -> Digest {
        try Certificate(pem: pem).fingerprint
    }
}
