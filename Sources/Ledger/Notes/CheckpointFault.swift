/// What keeps a note's text from being a checkpoint.
package enum CheckpointFault: Hashable, Sendable, CustomStringConvertible {
    case lineCount(Int)
    case extensionLines(Int)
    case origin(String)
    case size(String)
    case root(String)
    case rootOfNothing

    package var description: String {
        switch self {
        case .lineCount(let count): "A checkpoint has three lines (origin, size, root); this note has \(count)."
        case .extensionLines(let count):
            "The checkpoint has \(count) lines behind its root; Heliograph's logs have none, so another program made it."
        case .origin(let text):
            "“\(text)” in the checkpoint's first line is no origin; one looks like community/gateway."
        case .size(let text): "“\(text)” in the checkpoint's second line is no decimal size."
        case .root(let text): "“\(text)” in the checkpoint's third line is not 32 bytes in strict base64."
        case .rootOfNothing: "The checkpoint has size 0 and a root that is not SHA-256 of nothing."
        }
    }
}
