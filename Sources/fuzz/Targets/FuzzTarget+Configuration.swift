import Gateway
import YAML

/// The owner's configuration.
extension FuzzTarget {
    /// A configuration file. Each complaint names a place inside it; and the same tree, written in another way, is read as the
    /// same configuration or refused for the same faults.
    static let configuration = Self(
        "configuration",
        seeds: { files in
            let documents = ["README.md", "Sources/Gateway/Configuration/README.md", "Sources/Gateway/Owner/README.md"]
            let shown = try documents.flatMap { try files.blocks("yaml", in: $0).map { Array($0.text.utf8) } }
            return try shown + [files.bytes("toolchain/package/heliograph.yaml"), Array(everything.utf8)]
                + mistakes.map { Array($0.utf8) }
        },
        check: { input in
            let node: YAMLNode
            do throws(YAMLError) {
                node = try YAMLDocument.parse(input)
            } catch {
                try requirePlace(error.position, in: input)
                throw error
            }
            let text = YAMLText.flow(node)
            let again: YAMLNode
            do throws(YAMLError) {
                again = try YAMLDocument.parse(Array(text.utf8))
            } catch {
                throw BrokenProperty("written as \(text) it is not read: \(error)")
            }
            try require(YAMLText.flow(again) == text, "written as \(text) it is read as \(YAMLText.flow(again))")
            let (first, second) = (Interpretation(node), Interpretation(again))
            try require(
                first.configuration == second.configuration, "written in another way it is another configuration")
            try require(first.faults == second.faults, "written in another way it has other faults: \(second.faults)")
            for place in first.places {
                try requirePlace(YAMLPosition(line: place.line, column: place.column), in: input)
            }
            guard let configuration = first.configuration else { throw Refusal(first.faults.joined(separator: "\n")) }
            let difference = ConfigurationDifference(from: configuration, to: configuration)
            try require(
                difference.changes.isEmpty && difference.refusals.isEmpty, "it differs from itself: \(difference)")
        })

    /// What the schema makes of a tree.
    private struct Interpretation {
        var configuration: GatewayConfiguration?
        /// Without their places, sorted.
        var faults: [String] = []
        var places: [ConfigurationPosition] = []

        init(_ node: YAMLNode) {
            do throws(ConfigurationError) {
                configuration = try GatewayConfiguration(ConfigurationNode(node))
            } catch {
                faults = error.problems.map { "\($0.fault)" }.sorted()
                places = error.problems.map(\.position)
            }
        }
    }

    private static func requirePlace(_ place: YAMLPosition, in input: [UInt8]) throws(BrokenProperty) {
        // YAML's ends of lines: CR LF, CR, LF, and three characters beyond ASCII.
        let text = String(decoding: input, as: UTF8.self)
        let lineCount = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
        try require(
            place.line >= 1 && place.column >= 1 && place.line <= lineCount + 1,
            "a complaint is about \(place.line):\(place.column) of \(lineCount) lines")
    }

    /// Most keys, none at its default.
    private static let everything = """
        origin: linden.energy/roof-a
        state: /var/lib/heliograph
        interval: 5 min
        register-sync: 1500 ms
        clock: {kept-by-host: yes}
        light: {chip: pinctrl-bcm2711, offset: 27}
        broker: {host: 10.0.0.1, port: 18883, user: somebody, password-file: p, keep-alive: 2min, tls: {ca: ca.pem}}
        meters:
          pv: {line: "GPIO17", bias: pull-up, active-low: true, impulses: 562.5, ratio: 200/5, profile: led}
          house: {line: GPIO22, direction: import, log: yes, interval: 900, impulses: 1000, obis: 1-0:1.8.0}
          sun: {kind: simulated, impulses: 1000, sun: {peak-kw: 9.9, tilt: 35, azimuth: 180, seed: 7}}
          flat: {kind: simulated, impulses: 1000, direction: import, household: {yearly-kwh: 3500}}

        """

    private static let mistakes = [
        "", "origin linden.energy/roof-a\nmeters:\n", "origin: a\norigin: b\n", "origin: [a, b\n", "\torigin: a\n",
        "a: &b c\n", "--- \n...\n--- a\n", "? [a]\n: b\n", "origin: 'a\n", "{a: {b: {c: d}}}",
        "metres:\n  pv:\n    lin: 3\n",
        "%YAML 1.1\n---\na: b\n", "a: |\n  text\n  more\n", "\u{FEFF}origin: a/b\n", "a: \"\\x41\\u00e4\\0\"\n",
    ]
}

extension ConfigurationNode {
    /// The tree of a file, as the program hands it to the schema.
    fileprivate init(_ node: YAMLNode) {
        let content: Content =
            switch node.content {
            case .scalar(let text, _): .text(text)
            case .sequence(let elements): .list(elements.map { Self($0) })
            case .mapping(let members):
                .map(
                    members.map { member in
                        ConfigurationMember(
                            key: member.key, position: ConfigurationPosition(member.position), value: Self(member.value)
                        )
                    })
            }
        self.init(content: content, position: ConfigurationPosition(node.position))
    }
}

extension ConfigurationPosition {
    fileprivate init(_ position: YAMLPosition) { self.init(line: position.line, column: position.column) }
}
