import Gateway
import Ledger
import Metering
import Statements
import System

/// What is to be done with a new origin, in the order in which it is to be done.
struct SuccessionWords {
    private let old: ConfigurationFile
    private let new: ConfigurationFile
    private let past: Succession.Past

    init(from old: ConfigurationFile, to new: ConfigurationFile, _ past: Succession.Past) {
        self.old = old
        self.new = new
        self.past = past
    }

    var lines: [String] {
        let steps = [broker, [backup], start, community, destruction].filter { !$0.isEmpty }
        return beginning + ["", "Next:"]
            + steps.enumerated().flatMap { ordinal, step in
                zip(["\(ordinal + 1). "] + Array(repeating: "   ", count: step.count), step).map { $0 + $1 }
            }
    }

    private var origin: String { "\(new.configuration.origin)" }

    private var beginning: [String] {
        let link =
            past.head.map { head in
                "Its genesis names \(head.origin), \(head.size) entries, and their root\(past.isRecorded ? "" : "; no quorum recorded them")."
            }
            ?? "Nothing is known here of the old log's end, and its genesis does not name it."
        let registers = new.configuration.meters.map(\.description.name).map { name in
            past.registers[name].map { "\(name) at \($0.register.pulses.rawValue) pulses" } ?? "\(name) at 0"
        }
        return ["\(origin) is made, with new keys: \(new.path) and \(new.state.path).", link]
            + (registers.isEmpty ? [] : ["Its meters count on: \(registers.joined(separator: ", "))."])
    }

    private var broker: [String] {
        guard let broker = new.configuration.broker else { return [] }
        var words = broker.user == nil ? ["Have the broker take a user \(origin)."] : []
        if broker.tls?.keyFile != nil {
            words.append("Have the one who invited you do so again, and join under the new name, with a new TLS key:")
            words.append(
                "heliograph community join LINE --gateway \(new.configuration.origin.gateway) --configuration \(new.path)"
            )
            words.append(
                "Where the street has no authority of its own: heliograph keys renew tls --configuration \(new.path)")
        } else if let password = broker.passwordFile {
            words.append("Its password, which should be a new one, is expected in \(new.resolve(password)).")
        }
        return words
    }

    private var backup: String {
        "Back up the new keys, off this machine: heliograph keys backup FILE --configuration \(new.path)"
    }

    private var start: [String] {
        let credentials = ["statement.pem", "log.pem"].map { "/etc/credstore.encrypted/\($0)" }
            .filter { FileKind(of: $0) != .nothing }
        let removal =
            credentials.isEmpty
            ? []
            : [
                "Take systemd's credentials with the old keys away, which would go before the new ones:",
                "rm \(credentials.joined(separator: " "))",
            ]
        return removal + [
            "Put the configuration in the old one's place, and start the service; it counts and signs from then on:",
            "mv \(new.path) \(old.path) && systemctl enable --now heliograph",
        ]
    }

    /// The members end the old log and take the new one in, by one version of the policy.
    private var community: [String] {
        guard let policy = old.configuration.policyFile.map(old.resolve) else {
            return ["Hand \(new.state.card) to your community, if there is one."]
        }
        let bytes = (try? InputFile.read(policy, limit: PolicyHistory.sizeLimit)) ?? []
        let change =
            past.head != nil && !past.isRecorded
            ? "--remove \(old.configuration.origin)"
            : "--end \(old.configuration.origin)" + (past.head.map { "=\($0.size)" } ?? "")
        return [
            "Hand \(new.state.card) to a member, who proposes with a folder of its own (read the fingerprints that",
            "“heliograph community card” shows to each other), and have a quorum sign and all adopt it:",
            "heliograph community propose \(policy) \(change) --add card.txt --state FOLDER --output NEXT",
        ]
            + (PolicyHistory.isHistory(bytes)
                ? []
                : [
                    "That policy has no versions yet: let the members propose, sign and adopt it as it is first, and then this."
                ])
    }

    private var destruction: [String] {
        let state = old.state
        let files = [state.statementKey, state.nextStatementKey, state.logKey, state.nextLogKey]
            .filter { FileKind(of: $0) != .nothing }
        let shred = files.isEmpty ? [] : ["shred -u \(files.joined(separator: " "))"]
        return [
            "Once that version is in force, destroy what is left of the old keys, in backups as well\(shred.isEmpty ? "." : ":")"
        ] + shred
    }
}
