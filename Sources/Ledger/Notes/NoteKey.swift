package import Statements

/// A public key that signs notes, known by its name and key ID (C2SP signed-note, “Signatures”).
///
/// Its text, the vkey, is `name+hex8(key ID)+base64(kind ‖ public key)`. `linden.energy/roof-a+530d903a+AekyeRrm…`
package struct NoteKey: Hashable, Sendable, CustomStringConvertible {
    /// What a signature of this key covers. The raw value is C2SP's signature type.
    package enum Kind: UInt8, Sendable {
        /// Ed25519 over the note's text: a log's own key.
        case signature = 0x01
        /// Ed25519 over a time and the note's text (C2SP tlog-cosignature): a mirror's key.
        case cosignature = 0x04
    }

    /// Whose key it is: an origin, or a gateway's mirror.
    package let name: KeyName
    /// What its signatures cover.
    package let kind: Kind
    /// Always an Ed25519 key.
    package let publicKey: PublicKey
    /// The first 4 bytes of `SHA-256(name ‖ 0x0A ‖ kind ‖ public key)`, big-endian: a hint that finds the key, no commitment to it.
    package let keyID: UInt32

    /// - Throws: ``KeyFault/notEd25519(_:)`` unless the key is an Ed25519 one of 32 bytes.
    package init(
        name: KeyName, kind: Kind, publicKey: PublicKey, _ cryptography: some Cryptography
    ) throws(LedgerError) {
        guard case .ed25519(let material) = publicKey, material.count == 32 else { throw .key(.notEd25519(name)) }
        self.name = name
        self.kind = kind
        self.publicKey = publicKey
        let digest = cryptography.sha256(name.bytes + [0x0A, kind.rawValue] + material)
        self.keyID = digest.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The key with which the gateway signs its own checkpoints.
    package static func log(
        of origin: Origin, _ publicKey: PublicKey, _ cryptography: some Cryptography
    ) throws(LedgerError) -> Self {
        try Self(name: KeyName(logOf: origin), kind: .signature, publicKey: publicKey, cryptography)
    }

    /// The key with which the gateway cosigns what it mirrors.
    package static func mirror(
        of origin: Origin, _ publicKey: PublicKey, _ cryptography: some Cryptography
    ) throws(LedgerError) -> Self {
        try Self(name: KeyName(mirrorOf: origin), kind: .cosignature, publicKey: publicKey, cryptography)
    }

    /// Reads a vkey; the key ID must be the one that name and key give.
    package init(parsing text: some Collection<UInt8>, _ cryptography: some Cryptography) throws(LedgerError) {
        let fields = text.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, let keyID = Self.hexadecimal(fields[1]), let data = Base64.decode(Array(fields[2])),
            let type = data.first
        else { throw .key(.malformed(String(decoding: text, as: UTF8.self))) }
        let name = try KeyName(fields[0])
        guard let kind = Kind(rawValue: type) else { throw .key(.unsupportedKind(name, type)) }
        try self.init(name: name, kind: kind, publicKey: .ed25519(Array(data.dropFirst())), cryptography)
        guard keyID == self.keyID else { throw .key(.wrongKeyID(name, found: keyID, expected: self.keyID)) }
    }

    /// Reads a vkey; see ``init(parsing:_:)``.
    package init(parsing text: String, _ cryptography: some Cryptography) throws(LedgerError) {
        try self.init(parsing: Array(text.utf8), cryptography)
    }

    /// The vkey.
    package var description: String {
        guard case .ed25519(let material) = publicKey else { return "" }
        let base64 = String(decoding: Base64.encode([kind.rawValue] + material), as: UTF8.self)
        return "\(name)+\(Self.hexadecimal(keyID))+\(base64)"
    }

    /// Whether the line claims to be this key's: same name and key ID. It may still not verify.
    package func claims(_ signature: NoteSignature) -> Bool { signature.keyID == keyID && signature.name == name }

    /// Whether the line is this key's signature over the note's text. A cosignature key has ``Cosignature/verify(_:over:by:_:)``.
    package func verifies(
        _ signature: NoteSignature, over text: [UInt8], _ cryptography: some Cryptography
    ) -> Bool {
        kind == .signature && claims(signature)
            && cryptography.isValid(signature: signature.bytes, over: text, by: publicKey)
    }

    static func hexadecimal(_ keyID: UInt32) -> String {
        let digits = String(keyID, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func hexadecimal(_ text: some Collection<UInt8>) -> UInt32? {
        guard text.count == 8, text.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
            return nil
        }
        return UInt32(String(decoding: text, as: UTF8.self), radix: 16)
    }
}
