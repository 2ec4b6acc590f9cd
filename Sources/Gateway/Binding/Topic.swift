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

    /// The common beginning: protocol and version.
    static let root = "heliograph/1"

    /// - Returns: `nil` for a topic of another protocol, another version or of no meaning here.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (5...6).contains(parts.count), "\(parts[0])/\(parts[1])" == Self.root,
            let sender = try? Origin("\(parts[2])/\(parts[3])")
        else { return nil }
        let other = parts.count == 6 ? try? Name(String(parts[5])) : nil
        switch (parts[4], other) {
        case ("genesis", nil) where parts.count == 5: self = .genesis(sender)
        case ("checkpoint", nil) where parts.count == 5: self = .checkpoint(sender)
        case ("recorded", nil) where parts.count == 5: self = .recorded(sender)
        case ("status", nil) where parts.count == 5: self = .status(sender)
        case ("statement", let subject?): self = .statement(sender, subject: subject)
        case ("cosignature", let other?): self = .cosignature(sender, of: other)
        case ("ask", let other?): self = .ask(sender, to: other)
        case ("answer", let other?): self = .answer(sender, to: other)
        case ("evidence", let other?): self = .evidence(sender, against: other)
        default: return nil
        }
    }

    /// Who publishes on it.
    package var sender: Origin {
        switch self {
        case .statement(let sender, _), .genesis(let sender), .checkpoint(let sender), .recorded(let sender),
            .cosignature(let sender, _), .ask(let sender, _), .answer(let sender, _), .status(let sender),
            .evidence(let sender, _):
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
}
