import Ledger
import Metering
import Signing
import Statements

/// Gateways of one community with keys from counters, as `Vectors/sumdb.go` has them: log keys from 1, mirror keys from 17.
struct SimulatedStreet {
    struct Gateway {
        let origin: Origin
        let logKey: NoteKey
        let logSigner: PrivateKey
        let mirrorKey: NoteKey
        let mirrorSigner: PrivateKey
    }

    let gateways: [Gateway]

    init(_ names: [String] = ["roof-a", "roof-b", "roof-c", "roof-d"], community: String = "linden.energy") throws {
        gateways = try names.enumerated().map { index, name in
            let origin = try Origin("\(community)/\(name)")
            let log = try Self.signer(UInt8(1 + index))
            let mirror = try Self.signer(UInt8(17 + index))
            return Gateway(
                origin: origin, logKey: try NoteKey.log(of: origin, log.publicKey, cryptography), logSigner: log,
                mirrorKey: try NoteKey.mirror(of: origin, mirror.publicKey, cryptography), mirrorSigner: mirror)
        }
    }

    static func signer(_ number: UInt8) throws -> PrivateKey {
        try PrivateKey(rawEd25519: [number] + Array(repeating: 0, count: 31))
    }

    func policy(quorum: Int? = nil) throws -> Policy {
        try Policy(
            logs: gateways.map(\.logKey), mirrors: gateways.map(\.mirrorKey), quorum: quorum, cryptography)
    }

    /// A checkpoint of the first gateway's log.
    func note(size: UInt64, root: Digest, cosigners: Range<Int> = 0..<0, time: UInt64 = 1_767_225_600) throws
        -> SignedNote
    {
        let gateway = gateways[0]
        var note = try Checkpoint(origin: gateway.origin, size: size, root: root)
            .signed(by: gateway.logKey, with: gateway.logSigner)
        for cosigner in cosigners { note.add(try cosignature(of: note, by: cosigner, time: time + UInt64(cosigner))) }
        return note
    }

    func cosignature(of note: SignedNote, by index: Int, time: UInt64 = 1_767_225_600) throws -> NoteSignature {
        try Cosignature.sign(
            note.text, time: time, key: gateways[index].mirrorKey, with: gateways[index].mirrorSigner)
    }
}
