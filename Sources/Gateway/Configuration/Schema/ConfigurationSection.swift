/// A map that is being read: gives out values by key, notes what is wrong, and at the end names the keys that nobody
/// asked for. Reading goes on after a problem, so that one pass shows all of them.
package struct ConfigurationSection {
    /// Where the section's value begins.
    package let position: ConfigurationPosition
    /// The keys that lead here, each followed by a dot; empty for the file itself.
    package let path: String
    private let members: [ConfigurationMember]
    private var known: [String] = []
    /// What is wrong so far, in the order in which it was found.
    package private(set) var problems: [ConfigurationProblem] = []

    /// Reads a whole file: `read` asks for its keys.
    /// - Parameter read: returns `nil` only where it noted a problem.
    /// - Throws: all problems of the file at once.
    package static func file<Value>(
        _ file: ConfigurationNode, _ read: (inout Self) -> Value?
    ) throws(ConfigurationError) -> Value {
        var problems: [ConfigurationProblem] = []
        var value: Value?
        do throws(ConfigurationFault) {
            var section = try Self(file, path: "")
            value = read(&section)
            section.reportUnknownKeys()
            problems = section.problems
        } catch {
            problems = [ConfigurationProblem(position: file.position, fault: error)]
        }
        guard let value, problems.isEmpty else {
            throw ConfigurationError(problems: problems.sorted { $0.position < $1.position })
        }
        return value
    }

    init(_ node: ConfigurationNode, path: String) throws(ConfigurationFault) {
        switch node.content {
        case .map(let members): self.members = members
        case .text(""): members = []
        case .text, .list:
            throw .wrongKind(key: path.isEmpty ? "the file" : path, expected: .map, found: node.content.kind)
        }
        self.path = path.isEmpty ? "" : path + "."
        position = node.position
    }

    /// The members that were written, for a section whose keys are names; none of them is unknown.
    package mutating func names() -> [ConfigurationMember] {
        known += members.map(\.key)
        return members
    }

    /// The value at `key`, converted; `nil` when the key is absent or its value was a problem.
    package mutating func value<Value>(
        _ key: String, _ convert: (ConfigurationText) throws(ConfigurationFault) -> Value
    ) -> Value? {
        guard let member = member(key) else { return nil }
        do throws(ConfigurationFault) {
            guard case .text(let text) = member.value.content else {
                throw .wrongKind(key: path + key, expected: .text, found: member.value.content.kind)
            }
            return try convert(ConfigurationText(key: path + key, text: text))
        } catch {
            report(error, at: member.value.position)
            return nil
        }
    }

    /// Like ``value(_:_:)``; an absent key is a problem too.
    package mutating func required<Value>(
        _ key: String, example: String, _ convert: (ConfigurationText) throws(ConfigurationFault) -> Value
    ) -> Value? {
        if member(key) == nil { report(.missingKey(path + key, example: example)) }
        return value(key, convert)
    }

    /// The section at `key`, read by `read`; `nil` when absent or not a map.
    package mutating func section<Value>(_ key: String, _ read: (inout Self) -> Value?) -> Value? {
        guard let member = member(key) else { return nil }
        return section(member, read)
    }

    /// The section that a member of ``names()`` holds.
    package mutating func section<Value>(_ member: ConfigurationMember, _ read: (inout Self) -> Value?) -> Value? {
        do throws(ConfigurationFault) {
            var section = try Self(member.value, path: path + member.key)
            let value = read(&section)
            section.reportUnknownKeys()
            problems += section.problems
            return value
        } catch {
            report(error, at: member.value.position)
            return nil
        }
    }

    /// Whether the key was written, whatever its value.
    package mutating func has(_ key: String) -> Bool { member(key) != nil }

    /// Notes a problem at a key's value, or at the section where the key was not written.
    package mutating func report(_ key: String, reason: String, remedy: String) {
        report(.unfit(key: path + key, reason: reason, remedy: remedy), at: member(key)?.value.position)
    }

    /// Notes every key that was written and never asked for.
    package mutating func reportUnknownKeys() {
        for member in members where !known.contains(member.key) {
            let nearest = NearestKey.find(member.key, among: known)
            report(.unknownKey(path + member.key, nearest: nearest, known: known.sorted()), at: member.position)
        }
    }

    /// Notes a fault at `place`, or where the section begins.
    package mutating func report(_ fault: ConfigurationFault, at place: ConfigurationPosition? = nil) {
        problems.append(ConfigurationProblem(position: place ?? position, fault: fault))
    }

    private mutating func member(_ key: String) -> ConfigurationMember? {
        if !known.contains(key) { known.append(key) }
        return members.first { $0.key == key }
    }
}

extension ConfigurationNode.Content {
    var kind: ConfigurationFault.Kind {
        switch self {
        case .text: .text
        case .list: .list
        case .map: .map
        }
    }
}
