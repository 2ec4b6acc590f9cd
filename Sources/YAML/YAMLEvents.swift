import CYAML

/// What libyaml tells of a text, in the order of the text.
enum YAMLEvent {
    case streamStart, streamEnd
    case documentStart(YAMLPosition), documentEnd
    case scalar(String, isPlain: Bool, YAMLPosition)
    case sequenceStart(YAMLPosition), sequenceEnd
    case mappingStart(YAMLPosition), mappingEnd
    /// An alias, or a node that carries an anchor, a tag or a directive.
    case unsupported(YAMLError.Feature, YAMLPosition)
}

/// libyaml's parser over one text.
@safe struct YAMLEvents: ~Copyable {
    // SAFETY: both are allocated and freed here and never leave. libyaml keeps pointers into `parser` itself and into
    // `text`, so both stay at one address; ~Copyable leaves one owner, whose deinit is the one free of each.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8]) throws(YAMLError) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            throw .outOfMemory
        }
        unsafe self.parser = parser
        unsafe text = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = unsafe text.initialize(from: bytes)
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, bytes.count)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe text.deallocate()
    }

    /// The next event. After an error there is no other.
    borrowing func next() throws(YAMLError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        let position = unsafe YAMLPosition(event.start_mark)
        switch unsafe event.type {
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT:
            let start = unsafe event.data.document_start
            let hasDirective = unsafe start.version_directive != nil || start.tag_directives.start != nil
            return hasDirective ? .unsupported(.directive, position) : .documentStart(position)
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .unsupported(.alias, position)
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            if let feature = unsafe Self.feature(anchor: scalar.anchor, tag: scalar.tag) {
                return .unsupported(feature, position)
            }
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
            return unsafe .scalar(String(decoding: bytes, as: UTF8.self), isPlain: isPlain, position)
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            let feature = unsafe Self.feature(anchor: start.anchor, tag: start.tag)
            return feature.map { .unsupported($0, position) } ?? .sequenceStart(position)
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            let feature = unsafe Self.feature(anchor: start.anchor, tag: start.tag)
            return feature.map { .unsupported($0, position) } ?? .mappingStart(position)
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: return .streamStart
        }
    }

    private static func feature(
        anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?
    ) -> YAMLError.Feature? {
        if unsafe anchor != nil { return .anchor }
        return unsafe tag != nil ? .tag : nil
    }

    private borrowing func failure() -> YAMLError {
        let state = unsafe parser.pointee
        let problem = unsafe state.problem.map { unsafe String(cString: $0) } ?? ""
        switch unsafe state.error {
        case YAML_MEMORY_ERROR: return .outOfMemory
        case YAML_READER_ERROR:
            let offset = unsafe min(state.problem_offset, text.count)
            let position = unsafe YAMLPosition(endOf: Array(text[..<offset]))
            return YAMLSyntax.unreadable(problem: problem, at: position)
        default:
            let lines = unsafe String(decoding: text, as: UTF8.self).split(
                omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            return unsafe YAMLSyntax(
                problem: problem, position: YAMLPosition(state.problem_mark),
                context: state.context.map { unsafe String(cString: $0) } ?? "",
                contextPosition: YAMLPosition(state.context_mark), lines: lines
            ).error
        }
    }
}

extension YAMLPosition {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: mark.line + 1, column: mark.column + 1)
    }

    /// The place after a text that may end in the middle of a character.
    fileprivate init(endOf text: [UInt8]) {
        let newline = UInt8(ascii: "\n")
        let lastLine = text[(text.lastIndex(of: newline).map { $0 + 1 } ?? 0)...]
        let continuation = lastLine.count { $0 & 0xC0 == 0x80 }
        self.init(line: text.count { $0 == newline } + 1, column: lastLine.count - continuation + 1)
    }
}
