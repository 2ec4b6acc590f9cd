import Metering
import Signing
import Statements
import Testing

@Suite("A message")
struct MessageTests {
    private let cryptography = Fixture.cryptography

    @Test("is signed, read, and signed again elsewhere without a loss")
    func reissue() throws {
        let adjustment = DialAdjustment(dial: Joules(-1), oldOffset: nil, newOffset: Joules(.min), reason: "x")
        let messages: [Message] = [
            .reading(try Fixture.reading(clock: .unknown, dial: Joules(.max))),
            .event(try Fixture.event(.adjustment(adjustment), of: try Name("house"))),
            .event(try Fixture.meterChange(.removed(finalDial: Joules(3)))), .event(try Fixture.meterChange(.constant)),
        ]
        for message in messages {
            let entry = try Fixture.entry(of: message, index: 9)
            let decoded = try Message.decode(entry)
            #expect(decoded == message)
            let again = try Fixture.entry(of: decoded, index: 10)
            #expect(again.payload == entry.payload)
            try again.verify(by: try Fixture.author(), index: 10, cryptography)
        }
    }

    @Test("contradicted by its own header is refused")
    func contradictions() throws {
        let reading = Message.reading(try Fixture.reading(clock: .synchronised, dial: nil))
        let payload = try reading.payload(origin: try Fixture.origin())
        func refused(_ field: String, index: UInt64 = 3, _ change: (inout StatementHeader) throws -> Void) throws {
            var header = try Fixture.header(of: reading, index: index)
            try change(&header)
            let entry = try Entry.sign(header: header, payload: payload, signer: try Fixture.signer(), cryptography)
            let error = #expect(throws: StatementError.self) { try Message.decode(entry) }
            #expect(error?.description.contains(field) == true)
        }
        try refused("sub") { $0.subject = .gateway }
        try refused("bn") { $0.issuer = try Origin("linden.energy/roof-b") }
        try refused("content type") { $0.contentType = .number(113) }
        try refused("payload") { $0.contentType = .genesis }
        try refused("entry 0", index: 0) { _ in }
        try refused("iat") { $0.issuedAt = UnixTime(seconds: 5) }
    }

    @Test("of entry 0 names the key that signed it")
    func statementKey() throws {
        let origin = try Fixture.origin()
        let genesis = Message.genesis(try Fixture.genesis())
        let entry = try Fixture.entry(of: genesis, index: 0)
        #expect(try Message.decode(entry) == genesis)
        #expect(try Genesis.statementKey(of: entry, origin: origin, cryptography) == (try Fixture.signer().publicKey))
        let elsewhere = try Origin("linden.energy/roof-b")
        #expect(throws: StatementError.check(.issuer("linden.energy/roof-a"))) {
            try Genesis.statementKey(of: entry, origin: elsewhere, cryptography)
        }
        let second = try Fixture.entry(of: genesis, index: 1)
        #expect(throws: StatementError.check(.index(1, expected: 0))) {
            try Genesis.statementKey(of: second, origin: origin, cryptography)
        }
        #expect(throws: StatementError.self) { try Message.decode(second) }
        let reading = Message.reading(try Fixture.reading(clock: .synchronised, dial: nil))
        #expect(throws: StatementError.self) {
            try Genesis.statementKey(of: try Fixture.entry(of: reading, index: 0), origin: origin, cryptography)
        }
    }

    @Test("of entry 0 that names somebody else's key is refused")
    func foreignKey() throws {
        var genesis = try Fixture.genesis()
        genesis.key = try PrivateKey.generate(.ed25519).publicKey
        let entry = try Fixture.entry(of: .genesis(genesis), index: 0)
        let error = #expect(throws: StatementError.self) {
            try Genesis.statementKey(of: entry, origin: try Fixture.origin(), cryptography)
        }
        #expect(error?.token == "check.keyIdentifier")
    }

    @Test("of entry 0 of a later version still yields its key")
    func laterGenesis() throws {
        let map = try #require(try CBOR.decode(try Fixture.genesis().encode()).map)
        let later = CBORMap(map.pairs.map { ($0.key, $0.value) } + [(.text("sealed"), .bool(true))])
        let header = try Fixture.header(of: .genesis(try Fixture.genesis()), index: 0)
        let entry = try Entry.sign(
            header: header, payload: CBOR.map(later).encode(), signer: try Fixture.signer(), cryptography)
        let key = try Genesis.statementKey(of: entry, origin: try Fixture.origin(), cryptography)
        #expect(key == (try Fixture.signer().publicKey))
        #expect(throws: StatementError.self) { try Message.decode(entry) }
    }
}
