package import Metering
package import Statements

/// The topics of version 1, all below `heliograph/1/<community>/<gateway>/`.
///
/// A gateway writes below its own name and nowhere else, so that two rules of the broker keep everybody honest about
/// who speaks.
package enum Topic: Hashable, Sendable {
    case statement(Origin, subject: Name)
    case genesis(Origin)
    case checkpoint(Origin)
    case recorded(Origin)
    /// The sender's cosignature of another gateway's checkpoint.
    case cosignature(Origin, of: Name)
    case ask(Origin, to: Name)
    case answer(Origin, to: Name)
    case status(Origin)
    case evidence(Origin, against: Name)
    /// The versions of the community's policy as the sender has them, with the proposal that waits for signatures. Members'
    /// tools exchange it; the service does not listen to it. Below, by whom it is against, what shows that a member signed two
    /// successors of one version.
    case policy(Origin, against: Name? = nil)

    /// The common beginning: protocol and version.
    static let root = "heliograph/1"

    /// - Returns: `nil` for a topic of another protocol, another version or of no meaning here.
    package init?(_ text: String) {
        // Every message that arrives comes through here: bytes, and no text but the names that are kept.
        var rest = Array(text.utf8)[...]
        guard rest.starts(with: Self.beginning) else { return nil }
        rest = rest.dropFirst(Self.beginning.count)
        guard let community = Self.takePart(&rest), let gateway = Self.takePart(&rest),
            let sender = try? Origin(community: Name(community), gateway: Name(gateway))
        else { return nil }
        guard let kind = Self.takePart(&rest) else {
            switch String(decoding: rest, as: UTF8.self) {
            case "genesis": self = .genesis(sender)
            case "checkpoint": self = .checkpoint(sender)
            case "recorded": self = .recorded(sender)
            case "status": self = .status(sender)
            case "policy": self = .policy(sender)
            default: return nil
            }
            return
        }
        guard let other = try? Name(rest) else { return nil }
        switch String(decoding: kind, as: UTF8.self) {
        case "statement": self = .statement(sender, subject: other)
        case "cosignature": self = .cosignature(sender, of: other)
        case "ask": self = .ask(sender, to: other)
        case "answer": self = .answer(sender, to: other)
        case "evidence": self = .evidence(sender, against: other)
        case "policy": self = .policy(sender, against: other)
        default: return nil
        }
    }

    private static let beginning = Array("\(root)/".utf8)

    /// What is before the next slash, which goes with it; `nil` when there is none.
    private static func takePart(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        defer { rest = rest[(slash + 1)...] }
        return rest[..<slash]
    }

    /// Who publishes on it.
    package var sender: Origin {
        switch self {
        case .statement(let sender, _), .genesis(let sender), .checkpoint(let sender), .recorded(let sender),
            .cosignature(let sender, _), .ask(let sender, _), .answer(let sender, _), .status(let sender),
            .evidence(let sender, _), .policy(let sender, _):
            sender
        }
    }

    /// The topic as MQTT carries it.
    package var text: String {
        let tail =
            switch self {
            case .statement(_, let subject): "statement/\(subject)"
            case .genesis: "genesis"
            case .checkpoint: "checkpoint"
            case .recorded: "recorded"
            case .cosignature(_, let other): "cosignature/\(other)"
            case .ask(_, let other): "ask/\(other)"
            case .answer(_, let other): "answer/\(other)"
            case .status: "status"
            case .evidence(_, let other): "evidence/\(other)"
            case .policy(_, let other): other.map { "policy/\($0)" } ?? "policy"
            }
        return "\(Self.root)/\(sender)/\(tail)"
    }

    /// What a gateway listens to: its community's statements and notes, and what is said to itself.
    package static func filters(for origin: Origin) -> [String] {
        let anybody = "\(root)/\(origin.community)/+"
        return [
            "statement/+", "genesis", "checkpoint", "recorded", "cosignature/\(origin.gateway)",
            "ask/\(origin.gateway)", "answer/\(origin.gateway)", "evidence/+",
        ].map { "\(anybody)/\($0)" }
    }

    /// What members' tools listen to while they exchange the versions of a policy, and evidence against members.
    package static func policyFilters(of community: Name) -> [String] {
        ["policy", "policy/+"].map { "\(root)/\(community)/+/\($0)" }
    }
}
