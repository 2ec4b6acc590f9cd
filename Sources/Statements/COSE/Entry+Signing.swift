extension Entry {
    /// Makes an entry.
    /// - Throws: ``StatementError/signer(algorithm:)`` when the header's algorithm is not one of the signer's key,
    ///   ``StatementError/tooLong(size:limit:)``, and whatever the signer throws.
    package static func sign(
        header: StatementHeader, payload: [UInt8], signer: some Signer, _ cryptography: some Cryptography
    ) throws -> Entry {
        guard header.algorithm.isUsable(with: signer.publicKey) else {
            throw StatementError.signer(algorithm: header.algorithm)
        }
        let protected = header.encode(cryptography)
        let signature = try signer.sign(signedBytes(protected: protected[...], payload: payload[...]))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(protected.count + payload.count + signature.count + 16)
        bytes.appendHead(.tag, 18)
        bytes.appendHead(.array, 4)
        bytes.appendByteString(protected)
        bytes.appendHead(.map, 0)
        bytes.appendByteString(payload)
        bytes.appendByteString(signature)
        return try Entry(parsing: bytes)
    }

    /// The Sig_structure of RFC 9052 §4.4: `["Signature1", protected, h'', payload]`.
    static func signedBytes(protected: ArraySlice<UInt8>, payload: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(protected.count + payload.count + 24)
        bytes.appendHead(.array, 4)
        bytes.appendTextString("Signature1")
        bytes.appendByteString(protected)
        bytes.appendHead(.bytes, 0)
        bytes.appendByteString(payload)
        return bytes
    }
}
