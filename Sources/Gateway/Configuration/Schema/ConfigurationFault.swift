/// One thing that is wrong in a configuration. The key is given with its path, as in `meters.pv.impulses`.
package enum ConfigurationFault: Error, Hashable, CustomStringConvertible {
    /// The kinds of node, as a person calls them.
    package enum Kind: String, Hashable, Sendable { case text, list, map }

    case unknownKey(String, nearest: String?, known: [String])
    case missingKey(String, example: String)
    case wrongKind(key: String, expected: Kind, found: Kind)
    /// The text is not what the key takes: `expected` reads “a number of …”.
    case wrongValue(key: String, text: String, expected: String)
    /// The value is what the key takes, but does not go with the rest.
    case unfit(key: String, reason: String, remedy: String)

    /// What is wrong and what to write instead, in one line.
    package var description: String {
        switch self {
        case .unknownKey(let key, let nearest?, _): "there is no key “\(key)”: did you mean “\(nearest)”?"
        case .unknownKey(let key, nil, let known):
            "there is no key “\(key)”: here stand \(known.map { "“\($0)”" }.joined(separator: ", "))."
        case .missingKey(let key, let example): "the key “\(key)” is missing: add it, as in “\(example)”."
        case .wrongKind(let key, .map, .text):
            "“\(key)” holds keys of its own, not a text: write them below it, indented, each with a colon."
        case .wrongKind(let key, let expected, let found):
            "“\(key)” takes a \(expected.rawValue), not a \(found.rawValue)."
        case .wrongValue(let key, "", let expected): "“\(key)” has no value: write \(expected)."
        case .wrongValue(let key, let text, let expected): "“\(text)” does not fit “\(key)”: write \(expected)."
        case .unfit(let key, let reason, let remedy): "“\(key)”: \(reason): \(remedy)."
        }
    }
}

/// A fault and its place.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// Where to mend it.
    package let position: ConfigurationPosition
    /// What to mend.
    package let fault: ConfigurationFault

    package init(position: ConfigurationPosition, fault: ConfigurationFault) {
        self.position = position
        self.fault = fault
    }

    package var description: String { "\(position.line):\(position.column): \(fault)" }
}

/// A configuration that cannot be used, with everything that is wrong in it, in the order of the file.
package struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// At least one.
    package let problems: [ConfigurationProblem]

    package init(problems: [ConfigurationProblem]) { self.problems = problems }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
