/// Which line is meant: what stays true when a kernel numbers its chips anew.
package enum LineName: Hashable, Sendable, CustomStringConvertible {
    /// By the board's name for the line, such as `GPIO17`.
    case named(String)
    /// By the chip's label and the line's offset on it, such as `pinctrl-bcm2711` and 17.
    case chip(label: String, offset: UInt32)

    /// Reads what `description` prints: `LABEL:OFFSET`, or else a name.
    package init(_ text: String) {
        if let colon = text.lastIndex(of: ":"), colon > text.startIndex,
            let offset = UInt32(text[text.index(after: colon)...])
        {
            self = .chip(label: String(text[..<colon]), offset: offset)
        } else {
            self = .named(text)
        }
    }

    package var description: String {
        switch self {
        case .named(let name): name
        case .chip(let label, let offset): "\(label):\(offset)"
        }
    }
}
