import Gateway
import Metering
import Statements
import System

/// The configuration of a gateway in a street: made, or completed where there is one. What its owner wrote stays.
struct StreetConfiguration {
    /// Where the files lie that a street brings, beside the configuration.
    static let (policy, authority, certificate, key) = ("street.policy", "street.pem", "gateway.pem", "gateway.key")

    /// As it is, or is to be.
    let file: ConfigurationFile
    /// What a new meter's dial shows, in kWh as it was typed; empty where there is none.
    let dial: String
    private let text: [UInt8]
    private let isChanged: Bool

    /// Looks at what is there, asks for a meter where there is none, and writes nothing.
    /// - Parameters:
    ///   - old: a name under which this gateway asked to join and was not let in, which may change.
    /// - Throws: an unusable ``Finding`` where the file is another gateway's, or names another broker.
    init(
        at path: String, origin: Origin, broker: (host: BrokerHost, port: UInt16), meter: MeterOptions,
        insteadOf old: Origin? = nil
    ) throws(Finding) {
        var text = ""
        var dial = ""
        let before = FileKind(of: path) == .nothing ? nil : try InputFile.read(path)
        if let before {
            text = Self.named(String(decoding: before, as: UTF8.self), origin, insteadOf: old)
        } else {
            var answers = InitAnswers(origin: "\(origin)")
            answers.meter = try meter.answers()
            dial = answers.meter?.dial ?? ""
            text = ConfigurationTemplate(answers).textWithoutStreet
        }
        let found = try ConfigurationFile(path: path, Array(text.utf8))
        guard found.configuration.origin == origin else {
            throw .unusable(
                "\(path) is the configuration of \(found.configuration.origin), not of \(origin): a name is for ever; take another --configuration."
            )
        }
        if before != nil, found.configuration.meters.isEmpty, let asked = try meter.answers() {
            var answers = InitAnswers(origin: "\(origin)")
            answers.meter = asked
            dial = asked.dial
            text += "\n\(ConfigurationTemplate(answers).meters)\n"
        }
        if found.configuration.policyFile == nil {
            text +=
                "\n# The community's logs, mirrors and quorum: “heliograph community agree” writes it.\npolicy: \(Self.policy)\n"
        }
        if let present = found.configuration.broker {
            guard present.host == broker.host.text, present.port == broker.port, present.tls?.keyFile != nil else {
                throw .unusable(
                    "\(path) names another broker than \(broker.host):\(broker.port), or no certificate for it: change the lines below “broker”, or take them out, and try again."
                )
            }
        } else {
            text += """

                # The street's broker.
                broker:
                  host: '\(broker.host)'
                  port: \(broker.port)
                  tls: {ca: \(Self.authority), certificate: \(Self.certificate), key: \(Self.key)}

                """
        }
        file = try ConfigurationFile(path: path, Array(text.utf8))
        self.text = Array(text.utf8)
        self.dial = dial
        isChanged = self.text != before
    }

    /// The text of a file with the gateway's name where there is the package's blank, or the name from before.
    private static func named(_ text: String, _ origin: Origin, insteadOf old: Origin?) -> String {
        let blanks = [GatewayConfiguration.originPlaceholder, old?.description].compactMap(\.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let isBlank = blanks.contains {
                line.hasPrefix("origin: \($0)") && line.dropFirst(8 + $0.count).allSatisfy(\.isWhitespace)
            }
            return isBlank ? "origin: \(origin)" : String(line)
        }.joined(separator: "\n")
    }

    /// Brings it to the disk, in one step.
    func write() throws(Finding) {
        guard isChanged else { return }
        let owner = FileOwner(ofNewFilesIn: file.folder)
        do throws(SystemError) {
            try DurableFile.write(text, to: file.path, mode: owner == nil ? 0o644 : 0o640, owner: owner)
        } catch {
            throw .unusable("\(error)")
        }
    }

    /// Makes keys, database and card, where they are missing, as the service's user: `init` gives up root's rights for it.
    func makeIdentity() async throws(Finding) { try await Self.makeIdentity(of: file.path, dial: dial) }

    /// The same for a configuration that is there.
    static func makeIdentity(of path: String, dial: String = "") async throws(Finding) {
        let arguments = ["init", "--identity-only", "--configuration", path] + (dial.isEmpty ? [] : ["--dial", dial])
        let result: (exit: ChildProcess.Exit, lines: [String])
        do throws(SystemError) {
            result = try await ChildProcess.run(try CurrentProcess.program(), arguments)
        } catch {
            throw .unusable("\(error)")
        }
        guard result.exit == .code(0) else { throw .unusable(result.lines.joined(separator: "\n")) }
    }
}
