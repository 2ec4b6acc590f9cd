import Statements

/// An array with a signature over it: [bstr .cbor array, bstr .size 64].
struct SignedBody {
    /// The array's elements.
    let parts: [CBOR]
    private let body: [UInt8]
    private let signature: [UInt8]

    /// - Parameter purpose: what keeps a signature from being good for anything else.
    static func signed(_ body: CBOR, for purpose: [UInt8], by signer: some Signer) throws -> [UInt8] {
        let bytes = body.encode()
        return CBOR.array([.bytes(bytes), .bytes(try signer.sign(purpose + bytes))]).encode()
    }

    init(_ bytes: [UInt8], limit: Int, of what: String) throws(JoinFault) {
        guard bytes.count <= limit else { throw .tooLong(byteCount: bytes.count, limit: limit) }
        guard let outer = try? CBOR.decode(bytes, limits: CBORLimits(size: limit, items: 4)).array, outer.count == 2,
            let body = outer[0].bytes, let signature = outer[1].bytes, signature.count == 64,
            let parts = try? CBOR.decode(body, limits: CBORLimits(size: limit, items: 8)).array
        else { throw .content(of: what, field: "its form", expected: "an array and a signature of 64 bytes") }
        self.parts = parts
        self.body = body
        self.signature = signature
    }

    func check(
        for purpose: [UInt8], by key: PublicKey, of what: String, _ cryptography: some Cryptography
    ) throws(JoinFault) {
        guard cryptography.isValid(signature: signature, over: purpose + body, by: key) else {
            throw .signature(of: what)
        }
    }
}
