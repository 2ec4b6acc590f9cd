import Signing
import Simulation
import Statements
import Testing

@Suite("A keyed hash in the place of signatures") struct HashedCryptographyTests {
    private let cryptography = HashedCryptography(OpenSSLCryptography())
    private let signer = HashedSigner(ordinal: 1, OpenSSLCryptography())

    @Test("is believed as it is, and not with any bit of it or of the message changed") func bits() {
        let message = Array("cosignature/v1".utf8)
        let signature = signer.sign(message)
        #expect(cryptography.isValid(signature: signature, over: message, by: signer.publicKey))
        for bit in 0..<8 * signature.count {
            var changed = signature
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!cryptography.isValid(signature: changed, over: message, by: signer.publicKey))
        }
        for bit in 0..<8 * message.count {
            var changed = message
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!cryptography.isValid(signature: signature, over: changed, by: signer.publicKey))
        }
        #expect(!cryptography.isValid(signature: Array(signature.dropLast()), over: message, by: signer.publicKey))
    }

    @Test("is another one with another key") func keys() {
        let other = HashedSigner(ordinal: 2, OpenSSLCryptography())
        #expect(other.publicKey != signer.publicKey)
        #expect(!cryptography.isValid(signature: other.sign([1]), over: [1], by: signer.publicKey))
    }
}
