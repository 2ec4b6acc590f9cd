import Signing
import Statements

/// The authority's key as what signs answers.
struct AuthoritySigner: Signer {
    private let authority: CertificateAuthority
    let publicKey: PublicKey

    init(_ authority: CertificateAuthority) throws(SigningError) {
        self.authority = authority
        publicKey = try authority.anchor.publicKey
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] { try authority.sign(message) }
}
