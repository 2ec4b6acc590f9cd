import Chance
import Metering
import Signing
import Statements
import Testing

@Suite("An entry")
struct EntryTests {
    private let cryptography = Fixture.cryptography

    @Test("passes the mirror's list, or fails with the item that it breaks")
    func vectors() throws {
        let lines = try VectorFile.lines("entries.txt")
        #expect(lines.count > 80)
        for line in lines {
            let author = try Fixture.author(line[0])
            let bytes = try VectorFile.bytes(line[2])
            var outcome = "valid"
            do throws(StatementError) {
                let entry = try Entry(parsing: bytes)
                try entry.verify(by: author, index: 1, cryptography)
                #expect(entry.bytes == bytes)
            } catch {
                outcome = error.token
            }
            #expect(outcome == line[1], "\(line[2].prefix(200))")
        }
    }

    @Test("is signed to the very bytes that cwt makes")
    func sameBytesAsForeign() throws {
        let message = Message.reading(try Fixture.reading(clock: .synchronised, dial: Joules(5_112_000)))
        let entry = try Fixture.entry(of: message, index: 1, record: Fixture.digest("a recorded note"))
        #expect(entry.bytes == (try VectorFile.format().vectors["entry"]))
        #expect(entry.protectedHeader == (try VectorFile.format().vectors["protected-header"]))
        #expect(entry.index == 1)
        #expect(entry.issuer == "linden.energy/roof-a")
    }

    @Test("gives back its header")
    func header() throws {
        let message = Message.reading(try Fixture.reading(clock: .relative, dial: nil))
        for record in [nil, Fixture.digest("a note")] {
            let header = try Fixture.header(of: message, index: .max, record: record)
            let entry = try Fixture.entry(of: message, index: .max, record: record)
            #expect(try StatementHeader(of: entry) == header)
        }
    }

    @Test("is refused with any one bit flipped", arguments: ["ed25519", "p256"])
    func flippedBits(key: String) throws {
        let author = try Fixture.author(key)
        let line = try #require(try VectorFile.lines("entries.txt").first { $0[0] == key && $0[1] == "valid" })
        let bytes = try VectorFile.bytes(line[2])
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << UInt8(bit)
                #expect(throws: StatementError.self, "bit \(bit) of byte \(index)") {
                    try Entry(parsing: flipped).verify(by: author, index: 1, cryptography)
                }
            }
        }
    }

    @Test("is refused with any one byte gone, or any byte more")
    func changedLength() throws {
        let author = try Fixture.author()
        let bytes = try #require(try VectorFile.format().vectors["entry"])
        for index in bytes.indices {
            var (shorter, longer) = (bytes, bytes)
            shorter.remove(at: index)
            longer.insert(0, at: index)
            for other in [shorter, longer, Array(bytes[..<index])] {
                #expect(throws: StatementError.self) {
                    try Entry(parsing: other).verify(by: author, index: 1, cryptography)
                }
            }
        }
    }

    @Test("that only mutations made is never taken for signed")
    func mutations() throws {
        let author = try Fixture.author()
        let bytes = try #require(try VectorFile.format().vectors["entry"])
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<5000 {
            let mutated = generator.mutated(bytes)
            guard mutated != bytes, let entry = try? Entry(parsing: mutated) else { continue }
            #expect(throws: StatementError.self) { try entry.verify(by: author, index: 1, cryptography) }
        }
    }

    @Test("is signed with P-256 too")
    func p256() throws {
        let signer = try PrivateKey.generate(.p256)
        let author = LogAuthor(origin: try Fixture.origin(), key: signer.publicKey, cryptography)
        let message = Message.reading(try Fixture.reading(clock: .synchronised, dial: nil))
        var header = try Fixture.header(of: message, index: 5)
        header.keyIdentifier = author.keyIdentifier
        #expect(throws: StatementError.signer(algorithm: .edDSA)) {
            try Entry.sign(header: header, payload: [], signer: signer, cryptography)
        }
        header.algorithm = Algorithm(signingWith: signer.publicKey)
        let payload = try message.payload(origin: author.origin)
        for _ in 0..<16 {
            let entry = try Entry.sign(header: header, payload: payload, signer: signer, cryptography)
            try entry.verify(by: author, index: 5, cryptography)
            try entry.verify(key: signer.publicKey, origin: author.origin, index: 5, cryptography)
            #expect(throws: StatementError.check(.index(5, expected: 6))) {
                try entry.verify(by: author, index: 6, cryptography)
            }
        }
    }

    @Test("longer than a bundle holds is not signed")
    func tooLong() throws {
        let message = Message.reading(try Fixture.reading(clock: .synchronised, dial: nil))
        let header = try Fixture.header(of: message, index: 5)
        let error = #expect(throws: StatementError.self) {
            try Entry.sign(
                header: header, payload: [UInt8](repeating: 0, count: 65_535), signer: try Fixture.signer(),
                cryptography)
        }
        #expect(error?.token == "tooLong")
    }
}
