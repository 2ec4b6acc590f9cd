internal import CGpiod
internal import Glibc

/// A chip, opened to look at it.
@safe struct GPIOChip: ~Copyable {
    // SAFETY: a live cgpiod_chip *. ~Copyable leaves one owner, who stays on one thread; deinit is the one close.
    private let handle: OpaquePointer
    private let path: String

    init(path: String) throws(GPIOError) {
        guard let chip = unsafe cgpiod_chip_open(path) else { throw .current(.openingChip, at: path) }
        unsafe handle = chip
        self.path = path
    }

    deinit { unsafe cgpiod_chip_close(handle) }

    /// The chip's label and every line of it.
    borrowing func describe() throws(GPIOError) -> ChipDescription {
        // SAFETY: the label lives as long as the handle and is copied.
        let label = unsafe String(cString: cgpiod_chip_label(handle))
        var lines: [LineDescription] = []
        for offset in 0..<(unsafe cgpiod_chip_line_count(handle)) {
            var facts = cgpiod_line_facts()
            guard unsafe cgpiod_chip_describe(handle, offset, &facts) == 0 else {
                throw .current(.describingLine, at: path)
            }
            let name = unsafe withUnsafeBytes(of: &facts.name) { unsafe Self.text($0) }
            let holder = unsafe withUnsafeBytes(of: &facts.holder) { unsafe Self.text($0) }
            lines.append(
                LineDescription(
                    offset: offset, name: name, holder: holder, isUsed: facts.is_used, isOutput: facts.is_output))
        }
        return ChipDescription(path: path, label: label, lines: lines)
    }

    /// The text of a C array up to its zero; `nil` when empty.
    private static func text(_ bytes: UnsafeRawBufferPointer) -> String? {
        let characters = unsafe bytes.prefix { $0 != 0 }
        return unsafe characters.isEmpty ? nil : String(decoding: characters, as: UTF8.self)
    }
}
