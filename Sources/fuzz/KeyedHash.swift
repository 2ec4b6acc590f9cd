import Signing
import Statements

/// SHA-256 as shipped, and signatures that cost two hashes: whoever does not know what stands below cannot make one, and a
/// fuzzer does not. So it finds out what is accepted of true signatures, and forges none.
struct KeyedHashCryptography: Cryptography {
    private let hashes = OpenSSLCryptography()

    func sha256(_ bytes: Span<UInt8>) -> Digest { hashes.sha256(bytes) }

    func sha256(_ prefix: UInt8, _ bytes: Span<UInt8>) -> Digest { hashes.sha256(prefix, bytes) }

    func sha256(_ prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest { hashes.sha256(prefix, left, right) }

    func isValid(signature: [UInt8], over message: [UInt8], by key: PublicKey) -> Bool {
        signature == self.signature(over: message, by: key)
    }

    /// 64 bytes, as long as a signature.
    func signature(over message: [UInt8], by key: PublicKey) -> [UInt8] {
        let material =
            switch key {
            case .ed25519(let key): key
            case .p256(let x, let y): x + y
            }
        let first = sha256(material + message)
        return first.bytes + sha256([UInt8(ascii: "2")] + first.bytes + material).bytes
    }
}

/// Signs with ``KeyedHashCryptography``.
struct KeyedHashSigner: Signer {
    let publicKey: PublicKey

    /// A key that is nothing but its number.
    init(number: UInt8) { publicKey = .ed25519([number] + Array(repeating: 0, count: 31)) }

    /// The signer of a key.
    init(of key: PublicKey) { publicKey = key }

    func sign(_ message: [UInt8]) -> [UInt8] { cryptography.signature(over: message, by: publicKey) }
}

/// What all targets compute with.
let cryptography = KeyedHashCryptography()
