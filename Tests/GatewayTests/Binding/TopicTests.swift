import Gateway
import Metering
import Statements
import Testing

@Suite("Topics")
struct TopicTests {
    @Test(
        "say the same in both directions",
        arguments: [
            "statement/pv", "statement/gateway", "genesis", "checkpoint", "recorded", "cosignature/roof-b",
            "ask/roof-b",
            "answer/roof-b", "status", "evidence/roof-b",
            "policy", "policy/roof-b",
        ])
    func roundTrip(_ tail: String) throws {
        let text = "heliograph/1/linden.energy/roof-a/\(tail)"
        let topic = try #require(Topic(text))
        #expect(topic.text == text)
        #expect(topic.sender == (try Origin("linden.energy/roof-a")))
    }

    @Test(
        "of anything else mean nothing",
        arguments: [
            ("heliograph/2/linden.energy/roof-a/genesis", "another version"),
            ("heliograph/1/linden.energy/roof-a", "nothing below the root"),
            ("heliograph/1/linden.energy/roof-a/genesis/x", "something below a leaf"),
            ("heliograph/1/linden.energy/roof-a/statement", "no meter"),
            ("heliograph/1/linden.energy/roof-a/statement/PV", "not a name"),
            ("heliograph/1/linden.energy/roof-a/statement/pv/x", "too deep"),
            ("heliograph/1/linden.energy/roof-a/policy/", "not a name"),
            ("heliograph/1/Linden/roof-a/genesis", "not a community"),
            ("heliograph/1//roof-a/genesis", "no community"),
            ("heliograph/1/linden.energy/roof-a/secret/roof-b", "unknown"),
            ("homeassistant/1/linden.energy/roof-a/genesis", "another protocol"), ("", "empty"),
        ])
    func refused(_ text: String, _ reason: String) { #expect(Topic(text) == nil, "\(reason)") }

    @Test("cover what a gateway must hear, and only its own community")
    func filters() throws {
        let filters = Topic.filters(for: try Origin("linden.energy/roof-a"))
        #expect(filters.allSatisfy { $0.hasPrefix("heliograph/1/linden.energy/+/") })
        #expect(filters.contains("heliograph/1/linden.energy/+/cosignature/roof-a"))
        #expect(!filters.contains { $0.contains("#") })
    }
}
