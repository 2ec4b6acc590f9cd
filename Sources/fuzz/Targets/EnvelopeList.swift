import Statements

/// The first three points of FORMAT.md's “What a mirror checks”, read again from the page with the general decoder. All
/// mirrors must agree on it, so two readings of it that share no parser must agree as well.
enum EnvelopeList {
    private static let limits = CBORLimits(size: Entry.sizeLimit, items: Entry.sizeLimit)

    static func passes(_ bytes: [UInt8]) -> Bool {
        guard case .tagged(18, let content)? = try? CBOR.decode(bytes, limits: limits), let parts = content.array,
            parts.count == 4, let header = parts[0].bytes, parts[1].map?.pairs.isEmpty == true, parts[2].bytes != nil,
            parts[3].bytes != nil
        else { return false }
        return hasSoundHeader(header)
    }

    private static func hasSoundHeader(_ bytes: [UInt8]) -> Bool {
        guard let labels = try? CBOR.decode(bytes, limits: limits).map, hasLabels(labels),
            let algorithm = labels[1]?.integer, [-8, -7, -19, -9].contains(algorithm), labels[4]?.bytes != nil,
            let claims = labels[15]?.map, hasLabels(claims), claims[1]?.text != nil, claims[7]?.bytes?.count == 16
        else { return false }
        guard let critical = labels[2] else { return true }
        guard let named = critical.array, !named.isEmpty else { return false }
        let understood: [CBOR] = [.integer(1), .integer(3), .integer(4), .integer(15), .text("rec")]
        return named.allSatisfy { understood.contains($0) && labels[$0] != nil }
    }

    /// Keys are texts, or integers of 64 bits with a sign.
    private static func hasLabels(_ map: CBORMap) -> Bool {
        map.pairs.allSatisfy { $0.key.text != nil || $0.key.integer != nil }
    }
}
