import Statements
import Testing

@Suite("A COSE key")
struct COSEKeyTests {
    @Test("has the thumbprint of RFC 9679, and one form only")
    func vectors() throws {
        let lines = try VectorFile.lines("keys.txt")
        #expect(lines.count == 17)
        for line in lines {
            let bytes = try VectorFile.bytes(line[0])
            if line[1] == "refused" {
                let value = try CBOR.decode(bytes)
                #expect(throws: StatementError.self, "\(line[0])") { try COSEKey(value) }
            } else {
                let key = try COSEKey(try CBOR.decode(bytes))
                #expect(key.cbor.encode() == bytes)
                #expect(key.thumbprint(Fixture.cryptography).description == line[1])
                #expect(key.keyIdentifier(Fixture.cryptography) == Array(try VectorFile.bytes(line[1]).prefix(8)))
            }
        }
    }
}
