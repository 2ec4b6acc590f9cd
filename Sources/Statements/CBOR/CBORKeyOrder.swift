/// Checks that the encoded keys of a map come in strictly ascending order of their bytes.
struct CBORKeyOrder {
    private var last: Range<Int>?

    /// - Parameter key: where the next key's encoding lies in `bytes`.
    mutating func admit(_ key: Range<Int>, of bytes: [UInt8]) throws(StatementError) {
        if let last, !Self.precedes(last, key, in: bytes) {
            let isRepeated = bytes[last] == bytes[key]
            throw .cbor(isRepeated ? .repeatedKey : .unsortedKeys, offset: key.lowerBound)
        }
        last = key
    }

    private static func precedes(_ left: Range<Int>, _ right: Range<Int>, in bytes: [UInt8]) -> Bool {
        let count = min(left.count, right.count)
        for offset in 0..<count {
            let (one, other) = (bytes[left.lowerBound + offset], bytes[right.lowerBound + offset])
            guard one == other else { return one < other }
        }
        return left.count < right.count
    }
}
