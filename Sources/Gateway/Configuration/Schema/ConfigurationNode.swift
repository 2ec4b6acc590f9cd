/// One node of a configuration file, whatever the file's syntax: text, a list or a map, with its place.
package struct ConfigurationNode: Hashable, Sendable {
    /// What a node is. Text gets its type from the schema.
    package enum Content: Hashable, Sendable {
        case text(String)
        case list([ConfigurationNode])
        /// In the order of the file; no key twice.
        case map([ConfigurationMember])
    }

    /// The text, the elements or the members.
    package var content: Content
    /// Where it begins.
    package var position: ConfigurationPosition

    package init(content: Content, position: ConfigurationPosition) {
        self.content = content
        self.position = position
    }
}

/// A key of a map with its value.
package struct ConfigurationMember: Hashable, Sendable {
    /// The key's text.
    package var key: String
    /// Where the key stands.
    package var position: ConfigurationPosition
    /// What belongs to it; empty text where nothing was written.
    package var value: ConfigurationNode

    package init(key: String, position: ConfigurationPosition, value: ConfigurationNode) {
        self.key = key
        self.position = position
        self.value = value
    }
}

/// A place in a configuration file; lines and columns are counted from 1.
package struct ConfigurationPosition: Hashable, Comparable, Sendable {
    /// `1...`.
    package var line: Int
    /// In characters, `1...`.
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: Self, right: Self) -> Bool { (left.line, left.column) < (right.line, right.column) }
}
