import Statements
import Testing

@Suite("A member's card")
struct MemberCardTests {
    private let card: String

    init() throws { card = try VectorFile.format().card }

    @Test("with anything out of place is refused")
    func refused() throws {
        let wrong = [
            "", "\n", card + "\n", String(card.dropLast()), card.replacing("\n", with: "\r\n"),
            card.replacing("# Heliograph", with: "#Heliograph"),
            card.replacing("member linden.energy/roof-a", with: "member roof-a"),
            card.replacing("member linden.energy/roof-a", with: "member linden.energy/roof-b"),
            card.replacing("log ", with: "log  "), card.replacing("log ", with: "witness "),
            card.replacing("log linden.energy/roof-a+", with: "log linden.energy/roof-b+"),
            card.replacing("log linden.energy/roof-a+", with: "log linden.energy/roof-a "),
            card.replacing("roof-a/mirror+", with: "roof-a+"),
            card.replacing("witness roof-a/mirror ", with: "witness roof-b/mirror "),
            card.replacing("+A", with: "+\u{301}A"), card + String(repeating: "#", count: 2048),
        ]
        for text in wrong {
            #expect(text != card)
            #expect(throws: StatementError.self, "\(text)") { try MemberCard(parsing: text) }
        }
    }
}
