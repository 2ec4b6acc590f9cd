internal import COpenSSL
package import Metering
package import Statements

/// What somebody who has no certificate yet has to know of a street's authority: its name and its public key (RFC 5280 §6.1.1).
package struct TrustAnchor: Hashable, Sendable {
    /// A point of P-256 in its short form (SEC 1 §2.3.3); bytes.
    package static let pointLength = 33

    /// The authority's common name.
    package let name: String
    /// Verifies what the authority signs.
    package let publicKey: PublicKey

    /// - Throws: ``SigningError/unsupportedKey(found:)`` for anything but P-256.
    init(name: String, publicKey: PublicKey) throws(SigningError) {
        guard case .p256 = publicKey else { throw .unsupportedKey(found: "another kind than P-256") }
        self.name = name
        self.publicKey = publicKey
    }

    /// - Parameter point: the public key, 33 bytes.
    /// - Throws: ``SigningError/unsupportedKey(found:)`` for bytes that are no point of the curve.
    package init(name: String, point: [UInt8]) throws(SigningError) {
        // SAFETY: the key belongs to this call.
        guard point.count == Self.pointLength, let key = unsafe ellipticKey(point: point) else {
            ERR_clear_error()
            throw .unsupportedKey(found: "no point of P-256")
        }
        defer { unsafe EVP_PKEY_free(key) }
        self.name = name
        publicKey = unsafe .p256(
            x: try number(key, OSSL_PKEY_PARAM_EC_PUB_X), y: try number(key, OSSL_PKEY_PARAM_EC_PUB_Y))
    }

    /// The public key, 33 bytes.
    package var point: [UInt8] {
        guard case .p256(let x, let y) = publicKey else { preconditionFailure("init takes no other kind") }
        return [2 + (y.last ?? 0) & 1] + x
    }

    /// The same in its long form, which certificates have: the key's identifier is a hash of these bytes.
    private var longPoint: [UInt8] {
        guard case .p256(let x, let y) = publicKey else { preconditionFailure("init takes no other kind") }
        return [4] + x + y
    }

    /// The anchor as a file of authorities, for a TLS library that wants certificates. Nobody looks at the signature of a
    /// certificate that is trusted already, so that a passing key makes it; the authority's own certificate takes its place later.
    /// - Throws: ``SigningError/openSSL(call:reason:)``
    package func certificate(from start: UnixTime, days: Int) throws(SigningError) -> [UInt8] {
        // SAFETY: the key belongs to this call.
        guard let key = unsafe ellipticKey(point: longPoint) else { throw failure("d2i_PUBKEY") }
        defer { unsafe EVP_PKEY_free(key) }
        let form = CertificateForm(
            subject: name, start: start, days: days, extensions: CertificateAuthority.purposes)
        return unsafe try form.certificate(about: key, signedBy: PrivateKey.generate(.p256), issuer: nil).pem
    }

    /// Whether a certificate is of the authority that this anchor is of.
    package func isOf(_ certificate: Certificate) throws(SigningError) -> Bool {
        // SAFETY: the key belongs to this call.
        guard let key = unsafe ellipticKey(point: longPoint) else { throw failure("d2i_PUBKEY") }
        defer { unsafe EVP_PKEY_free(key) }
        let expected = unsafe OpenSSLCryptography().sha256(try publicKeyInfo(key))
        let fingerprint = try certificate.fingerprint
        return certificate.name == name && fingerprint == expected
    }
}
