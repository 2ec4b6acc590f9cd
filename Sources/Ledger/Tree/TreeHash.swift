package import Statements

extension Cryptography {
    /// SHA-256 of nothing: the head of a log without entries.
    package var emptyRoot: Digest { sha256([]) }

    /// `SHA-256(0x00 ‖ entry)`, RFC 6962 §2.1.
    package func leafHash(_ entry: [UInt8]) -> Digest { sha256(0x00, entry.span) }

    /// `SHA-256(0x01 ‖ left ‖ right)`, RFC 6962 §2.1. The 65 bytes are put together on the stack.
    package func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
        var message = InlineArray<65, UInt8>(repeating: 0x01)
        for index in 0..<32 {
            message[1 + index] = left.storage[index]
            message[33 + index] = right.storage[index]
        }
        return sha256(message.span)
    }

    /// The head over complete subtrees that lie side by side, largest first.
    func treeHead(of hashes: some BidirectionalCollection<Digest>) -> Digest {
        guard var head = hashes.last else { return emptyRoot }
        for left in hashes.dropLast().reversed() { head = nodeHash(left, head) }
        return head
    }
}
