/// What keeps a tree, a tile or a bundle from being read.
package enum TreeFault: Hashable, Sendable, CustomStringConvertible {
    case missingHashes(wanted: Int, found: Int)
    case path(String)
    case tileBytes(expected: Int, found: Int)
    case bundleCut(offset: Int)
    case bundleCount(limit: Int)

    package var description: String {
        switch self {
        case .missingHashes(let wanted, let found):
            "The tree's store has \(found) of \(wanted) hashes: rebuild it from the entries with `heliograph ledger rebuild`."
        case .path(let text): "“\(text)” is not the path of a tile (C2SP tlog-tiles)."
        case .tileBytes(let expected, let found):
            "The tile has \(found) bytes where its width gives \(expected): fetch it again."
        case .bundleCut(let offset): "The entry bundle is cut short in the entry at byte \(offset): fetch it again."
        case .bundleCount(let limit): "The entry bundle has more than the \(limit) entries that were asked for."
        }
    }
}
