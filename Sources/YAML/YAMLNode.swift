/// One node of a YAML document: text, a list or a map, with the place where it begins.
///
/// Text has no type here: whether `60` is a number is for the reader's schema to say.
package struct YAMLNode: Hashable, Sendable {
    /// What a node is.
    package enum Content: Hashable, Sendable {
        /// `isPlain` is false for text in quotes and for blocks, which a schema may want to take as text for certain.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the order of the file; no key twice.
        case mapping([YAMLMember])
    }

    /// The text, the elements or the members.
    package var content: Content
    /// Where the node's first character stands.
    package var position: YAMLPosition

    package init(content: Content, position: YAMLPosition) {
        self.content = content
        self.position = position
    }
}

/// A key of a map with its value.
package struct YAMLMember: Hashable, Sendable {
    /// The key's text; keys are never lists or maps.
    package var key: String
    /// Where the key stands.
    package var position: YAMLPosition
    /// What stands after the colon; plain empty text when nothing does.
    package var value: YAMLNode

    package init(key: String, position: YAMLPosition, value: YAMLNode) {
        self.key = key
        self.position = position
        self.value = value
    }
}

/// A place in a file, as editors count: the first line and the first character of a line are 1.
package struct YAMLPosition: Hashable, Comparable, Sendable {
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
