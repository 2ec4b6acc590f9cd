package import Statements

extension Cryptography {
    /// SHA-256 of nothing: the head of a log without entries.
    package var emptyRoot: Digest { sha256([]) }

    /// `SHA-256(0x00 ‖ entry)`, RFC 6962 §2.1.
    package func leafHash(_ entry: [UInt8]) -> Digest { sha256(0x00, entry.span) }

    /// `SHA-256(0x01 ‖ left ‖ right)`, RFC 6962 §2.1.
    package func nodeHash(_ left: Digest, _ right: Digest) -> Digest { sha256(0x01, left, right) }

    /// The head over complete subtrees that lie side by side, largest first.
    func treeHead(of hashes: some BidirectionalCollection<Digest>) -> Digest {
        guard var head = hashes.last else { return emptyRoot }
        for left in hashes.dropLast().reversed() { head = nodeHash(left, head) }
        return head
    }
}
