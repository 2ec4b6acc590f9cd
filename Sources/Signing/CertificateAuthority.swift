internal import COpenSSL
package import Metering

/// A street's authority: what signs the certificates of its broker and of those who may use it.
package struct CertificateAuthority: Sendable {
    /// The authority's own certificate, which its key has signed.
    package let certificate: Certificate
    private let key: PrivateKey
    /// What every certificate that it issues says of the two keys.
    private static let identifiers: [(kind: CInt, text: String)] = [
        (NID_subject_key_identifier, "hash"), (NID_authority_key_identifier, "keyid:always"),
    ]
    /// What an authority's certificate is good for.
    static let purposes: [(kind: CInt, text: String)] = [
        (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
        (NID_subject_key_identifier, "hash"),
    ]

    /// The authority of a certificate and its key.
    /// - Throws: ``SigningError/otherKey``, or what reading the certificate throws.
    package init(certificate: Certificate, key: PrivateKey) throws(SigningError) {
        guard try certificate.fingerprint == KeyMaterial(pem: key.pem).fingerprint else { throw .otherKey }
        self.certificate = certificate
        self.key = key
    }

    /// A new authority of a street, under a P-256 key.
    /// - Parameters:
    ///   - name: the street's, at most 64 characters.
    ///   - start: when it begins to count.
    ///   - days: for how long it counts.
    /// - Throws: ``SigningError/openSSL(call:reason:)``
    package init(of name: String, key: PrivateKey, from start: UnixTime, days: Int) throws(SigningError) {
        let form = CertificateForm(subject: name, start: start, days: days, extensions: Self.purposes)
        // SAFETY: the key's handle lives as long as the key.
        certificate = unsafe try form.certificate(about: key.handle, signedBy: key, issuer: nil)
        self.key = key
    }

    /// What somebody has to know to trust it.
    package var anchor: TrustAnchor {
        get throws(SigningError) { try TrustAnchor(name: certificate.name ?? "", publicKey: key.publicKey) }
    }

    /// Signs what the authority says that is no certificate.
    /// - Returns: 64 bytes, as ``PrivateKey/sign(_:)``.
    package func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] { try key.sign(message) }

    /// The certificate of a gateway, for its session with the broker.
    /// - Throws: ``SigningError/openSSL(call:reason:)``
    package func issue(
        for request: CertificateRequest, from start: UnixTime, days: Int
    ) throws(SigningError) -> Certificate {
        let form = CertificateForm(
            subject: request.name, start: start, days: days, extensions: ClientCertificate.purposes + Self.identifiers)
        // SAFETY: the key belongs to the request, which has one since it was read.
        guard let subjectKey = unsafe X509_REQ_get0_pubkey(request.handle) else {
            throw failure("X509_REQ_get0_pubkey")
        }
        return unsafe try form.certificate(about: subjectKey, signedBy: key, issuer: certificate)
    }

    /// The certificate of the street's broker.
    /// - Parameters:
    ///   - brokerKey: the broker's own.
    ///   - hosts: names and addresses under which it is reached, the first its common name; letters, digits, `.`, `-` and `:`.
    /// - Throws: ``SigningError/openSSL(call:reason:)``, as for a name that is too long.
    package func issue(
        forBroker brokerKey: PrivateKey, at hosts: [String], from start: UnixTime, days: Int
    ) throws(SigningError) -> Certificate {
        let names = hosts.map { (Self.isAddress($0) ? "IP:" : "DNS:") + $0 }.joined(separator: ",")
        let purposes: [(kind: CInt, text: String)] = [
            (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
            (NID_ext_key_usage, "serverAuth"), (NID_subject_alt_name, names),
        ]
        let subject = "broker of \(certificate.name ?? "")"
        let form = CertificateForm(
            subject: String(subject.prefix(64)), start: start, days: days, extensions: purposes + Self.identifiers)
        // SAFETY: the key's handle lives as long as the key.
        return unsafe try form.certificate(about: brokerKey.handle, signedBy: key, issuer: certificate)
    }

    /// Whether a host is an address of IPv4 or IPv6, and no name.
    private static func isAddress(_ host: String) -> Bool {
        // SAFETY: the bytes belong to this call.
        defer { ERR_clear_error() }
        guard let bytes = unsafe a2i_IPADDRESS(host) else { return false }
        unsafe ASN1_OCTET_STRING_free(bytes)
        return true
    }

    /// The list of certificates that count no more (RFC 5280 §5).
    /// - Parameters:
    ///   - serials: their numbers, as ``Certificate/serial`` gives them.
    ///   - time: now; of two lists a broker takes the later.
    ///   - days: until when the list counts: behind that a broker turns everybody away.
    /// - Returns: a PEM text.
    /// - Throws: ``SigningError/openSSL(call:reason:)``
    package func revocationList(
        of serials: [String], at time: UnixTime, days: Int
    ) throws(SigningError) -> [UInt8] {
        // SAFETY: what is made here belongs to this call or to the list, which is freed here.
        guard let list = unsafe X509_CRL_new(), let start = unsafe ASN1_TIME_set(nil, Int(time.seconds)) else {
            throw failure("X509_CRL_new")
        }
        defer {
            unsafe X509_CRL_free(list)
            unsafe ASN1_TIME_free(start)
        }
        guard let end = unsafe ASN1_TIME_set(nil, Int(time.seconds) + days * 86_400) else {
            throw failure("ASN1_TIME_set")
        }
        defer { unsafe ASN1_TIME_free(end) }
        guard unsafe X509_CRL_set_version(list, 1) == 1,  // counted from 0: version 2
            unsafe X509_CRL_set_issuer_name(list, X509_get_subject_name(certificate.handle)) == 1,
            unsafe X509_CRL_set1_lastUpdate(list, start) == 1, unsafe X509_CRL_set1_nextUpdate(list, end) == 1
        else { throw failure("X509_CRL_set") }
        for serial in serials { unsafe try Self.revoke(serial, at: start, in: list) }
        guard unsafe X509_CRL_sort(list) == 1, unsafe X509_CRL_sign(list, key.handle, signingDigest(of: key)) > 0
        else { throw failure("X509_CRL_sign") }
        return unsafe try pemText { unsafe PEM_write_bio_X509_CRL($0, list) }
    }

    private static func revoke(
        _ serial: String, at time: UnsafeMutablePointer<ASN1_TIME>, in list: OpaquePointer
    ) throws(SigningError) {
        // SAFETY: the numbers belong to this call; the entry belongs to the list once it is added.
        var number: OpaquePointer?
        guard unsafe BN_hex2bn(&number, serial) > 0, let number = unsafe number else { throw failure("BN_hex2bn") }
        defer { unsafe BN_free(number) }
        guard let integer = unsafe BN_to_ASN1_INTEGER(number, nil) else { throw failure("BN_to_ASN1_INTEGER") }
        defer { unsafe ASN1_INTEGER_free(integer) }
        guard let entry = unsafe X509_REVOKED_new() else { throw failure("X509_REVOKED_new") }
        guard unsafe X509_REVOKED_set_serialNumber(entry, integer) == 1,
            unsafe X509_REVOKED_set_revocationDate(entry, time) == 1, unsafe X509_CRL_add0_revoked(list, entry) == 1
        else {
            unsafe X509_REVOKED_free(entry)
            throw failure("X509_CRL_add0_revoked")
        }
    }
}
