import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("Checkpoints and cosignatures") struct CheckpointTests {
    private static let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    private static let emptyRoot = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

    @Test("sizes", arguments: [(0, emptyRoot), (1, root), (.max, root)] as [(UInt64, String)])
    func sizes(size: UInt64, root: String) throws {
        let text = Array("linden.energy/roof-a\n\(size)\n\(root)\n".utf8)
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.size == size && checkpoint.origin.gateway.text == "roof-a" && checkpoint.text == text)
    }

    @Test(
        "refused checkpoints",
        arguments: [
            ("linden.energy/roof-a\n08\n\(root)\n", .size("08"), "a leading zero"),
            ("linden.energy/roof-a\n+8\n\(root)\n", .size("+8"), "a plus sign"),
            ("linden.energy/roof-a\n-1\n\(root)\n", .size("-1"), "a minus sign"),
            ("linden.energy/roof-a\n\n\(root)\n", .size(""), "no size"),
            ("linden.energy/roof-a\n0x8\n\(root)\n", .size("0x8"), "hexadecimal"),
            ("linden.energy/roof-a\n٨\n\(root)\n", .size("٨"), "a digit of another script"),
            ("linden.energy/roof-a\n18446744073709551616\n\(root)\n", .size("18446744073709551616"), "2^64"),
            ("linden.energy/roof-a\n99999999999999999999\n\(root)\n", .size("99999999999999999999"), "more than 2^64"),
            (
                "linden.energy/roof-a\n8\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n",
                .root("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw=="), "a root of 31 bytes"
            ),
            (
                "linden.energy/roof-a\n8\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2IA\n",
                .root("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2IA"), "a root of 33 bytes"
            ),
            (
                "linden.energy/roof-a\n8\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
                .root("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J="), "a root with trailing bits"
            ),
            ("linden.energy/roof-a\n0\n\(root)\n", .rootOfNothing, "no entries, and a root of some"),
            ("\n8\n\(root)\n", .origin(""), "no origin"), ("roof-a\n8\n\(root)\n", .origin("roof-a"), "no community"),
            ("linden.energy/Roof-A\n8\n\(root)\n", .origin("linden.energy/Roof-A"), "capitals"),
            ("linden.energy/roof-a \n8\n\(root)\n", .origin("linden.energy/roof-a "), "a space behind the origin"),
            ("linden.energy/roof-a\n8\n", .lineCount(2), "two lines"),
            ("linden.energy/roof-a\n8\n\(root)", .lineCount(0), "no end"),
            ("linden.energy/roof-a\n8\n\(root)\n\n", .extensionLines(1), "an empty extension line"),
            ("linden.energy/roof-a\n8\n\(root)\nx\ny\n", .extensionLines(2), "extension lines"),
        ] as [(String, CheckpointFault, Comment)])
    func refused(text: String, fault: CheckpointFault, reason: Comment) {
        #expect(throws: LedgerError.checkpoint(fault), reason) { try Checkpoint(parsing: Array(text.utf8)) }
    }

    @Test("notes as Go signs them") func sumdb() throws {
        let street = try SimulatedStreet()
        for vector in try Vector.lines("note") {
            let size: UInt64 = try vector.number(0)
            let count: Int = try vector.number(2)
            let note = try street.note(size: size, root: vector.digest(1), cosigners: 0..<count)
            #expect(try vector.bytes(3) == note.bytes)
        }
    }

    @Test("a key signs only with its own private key") func otherSigner() throws {
        let street = try SimulatedStreet()
        let (one, other) = (street.gateways[0], street.gateways[1])
        let checkpoint = Checkpoint(origin: one.origin, size: 1, root: cryptography.emptyRoot)
        #expect(throws: LedgerError.key(.otherSigner(one.logKey.name))) {
            try checkpoint.signed(by: one.logKey, with: other.logSigner)
        }
        #expect(throws: LedgerError.key(.otherSigner(one.mirrorKey.name))) {
            try Cosignature.sign(checkpoint.text, time: 1, key: one.mirrorKey, with: other.mirrorSigner)
        }
    }

    @Test("cosignatures tell their time", arguments: [1, 1_767_225_600, 1 << 63 - 1] as [UInt64])
    func times(time: UInt64) throws {
        let street = try SimulatedStreet()
        let note = try street.note(size: 1, root: cryptography.emptyRoot)
        let line = try street.cosignature(of: note, by: 1, time: time)
        #expect(Cosignature.verify(line, over: note.text, by: street.gateways[1].mirrorKey, cryptography) == time)
    }

    @Test("refused cosignatures") func refusedCosignatures() throws {
        let street = try SimulatedStreet()
        let (key, signer) = (street.gateways[1].mirrorKey, street.gateways[1].mirrorSigner)
        let text = try street.note(size: 1, root: cryptography.emptyRoot).text
        func verify(_ bytes: [UInt8], text: [UInt8] = text, by other: NoteKey = key) -> UInt64? {
            let line = NoteSignature(name: key.name, keyID: key.keyID, bytes: bytes)
            return Cosignature.verify(line, over: text, by: other, cryptography)
        }
        func signed(_ time: UInt64) throws -> [UInt8] {
            let stamp = (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * UInt64($0))) }
            return stamp + (try signer.sign(Cosignature.message(text, time: time)))
        }
        let valid = try signed(5)
        #expect(verify(valid) == 5)
        #expect(verify(try signed(0)) == nil, "a time of 0")
        #expect(verify(try signed(1 << 63)) == nil, "a time of 2^63")
        #expect(verify(valid, text: text + Array("extension\n".utf8)) == nil, "another extension line")
        #expect(verify(valid, by: street.gateways[2].mirrorKey) == nil, "another mirror's key")
        #expect(verify(valid + [0]) == nil, "a byte too many")
        #expect(verify(valid.dropLast()) == nil, "a byte too few")
        #expect(verify(Array(valid[8...])) == nil, "no time")
        for position in valid.indices {
            var altered = valid
            altered[position] ^= 1
            #expect(verify(altered) == nil, "byte \(position) altered")
        }
        #expect(!key.verifies(NoteSignature(name: key.name, keyID: key.keyID, bytes: valid), over: text, cryptography))
    }
}
