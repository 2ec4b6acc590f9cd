/// The part of YAML 1.1 that a configuration needs: block and flow maps and lists, plain and quoted text, comments.
///
/// Refused are duplicate keys, anchors, aliases, tags, directives, keys that are not text, and a second document.
package enum YAMLDocument {
    /// Reads one document. A file without one is an empty map.
    /// - Parameter bytes: UTF-8, with or without a byte order mark.
    package static func parse(_ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> YAMLNode {
        guard bytes.count <= limits.byteCount else { throw .tooManyBytes(bytes.count, limit: limits.byteCount) }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]  // libyaml would count it as a character of the first line
        let text = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        var builder = YAMLBuilder(events: try YAMLEvents(text), limits: limits)
        return try builder.document()
    }
}

/// Makes a tree of the events of one text.
private struct YAMLBuilder: ~Copyable {
    let events: YAMLEvents
    let limits: YAMLLimits
    private var nodeCount = 0

    init(events: consuming YAMLEvents, limits: YAMLLimits) {
        self.events = events
        self.limits = limits
    }

    mutating func document() throws(YAMLError) -> YAMLNode {
        var root: YAMLNode?
        while true {
            let event = try events.next()
            switch event {
            case .streamStart, .documentEnd: continue
            case .streamEnd:
                return root ?? YAMLNode(content: .mapping([]), position: YAMLPosition(line: 1, column: 1))
            case .documentStart(let position):
                guard root == nil else { throw .unsupported(.secondDocument, at: position) }
            default: root = try node(beginningWith: event, depth: 0)
            }
        }
    }

    private mutating func node(beginningWith event: YAMLEvent, depth: Int) throws(YAMLError) -> YAMLNode {
        switch event {
        case .scalar(let text, let isPlain, let position):
            try count(at: position)
            return YAMLNode(content: .scalar(text, isPlain: isPlain), position: position)
        case .sequenceStart(let position):
            try enter(depth, at: position)
            return YAMLNode(content: .sequence(try elements(depth: depth + 1)), position: position)
        case .mappingStart(let position):
            try enter(depth, at: position)
            return YAMLNode(content: .mapping(try members(depth: depth + 1)), position: position)
        case .unsupported(let feature, let position): throw .unsupported(feature, at: position)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            preconditionFailure("libyaml ends what it began before it begins something else")
        }
    }

    private mutating func elements(depth: Int) throws(YAMLError) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event { return elements }
            elements.append(try node(beginningWith: event, depth: depth))
        }
    }

    private mutating func members(depth: Int) throws(YAMLError) -> [YAMLMember] {
        var members: [YAMLMember] = []
        var positions: [String: YAMLPosition] = [:]
        while true {
            let event = try events.next()
            if case .mappingEnd = event { return members }
            let key = try node(beginningWith: event, depth: depth)
            guard case .scalar(let name, _) = key.content else { throw .unsupported(.compositeKey, at: key.position) }
            if let first = positions.updateValue(key.position, forKey: name) {
                throw .duplicateKey(name, at: key.position, first: first)
            }
            let value = try node(beginningWith: try events.next(), depth: depth)
            members.append(YAMLMember(key: name, position: key.position, value: value))
        }
    }

    private mutating func enter(_ depth: Int, at position: YAMLPosition) throws(YAMLError) {
        guard depth < limits.depth else { throw .tooDeep(at: position, limit: limits.depth) }
        try count(at: position)
    }

    private mutating func count(at position: YAMLPosition) throws(YAMLError) {
        nodeCount += 1
        guard nodeCount <= limits.nodeCount else { throw .tooManyNodes(at: position, limit: limits.nodeCount) }
    }
}
