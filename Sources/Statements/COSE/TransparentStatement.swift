/// An entry with mirrors' receipts in its unprotected header (RFC 9943): what SCITT calls a transparent statement.
///
/// Without that header it is the entry again, byte for byte, since both are deterministic CBOR. A form, not a verdict.
package struct TransparentStatement: Hashable, Sendable {
    /// A receipt, and the way from entry 0 to the same root.
    package struct Attached: Hashable, Sendable {
        /// A mirror's word.
        package let receipt: Receipt
        /// The inclusion proof of the genesis in the receipt's tree; empty of entry 0 itself.
        package let genesisPath: [Digest]

        package init(_ receipt: Receipt, genesisPath: [Digest]) {
            self.receipt = receipt
            self.genesisPath = genesisPath
        }
    }

    /// No longer bytes are read: two entries and the receipts of a policy's mirrors.
    package static let sizeLimit = 2 * Entry.sizeLimit + receiptLimit * (Receipt.sizeLimit + 64 * 34)
    /// A policy has at most so many mirrors.
    package static let receiptLimit = 99

    /// The statement as it was logged.
    package let entry: [UInt8]
    /// Entry 0, which names the key that the statement is signed with; `nil` where the statement is entry 0 itself.
    package let genesis: [UInt8]?
    /// At least one, at most one of a mirror.
    package let receipts: [Attached]

    package init(entry: [UInt8], genesis: [UInt8]?, receipts: [Attached]) {
        self.entry = entry
        self.genesis = genesis
        self.receipts = receipts
    }

    /// The entry with the receipts in it.
    /// - Throws: ``StatementError`` where ``entry`` is none.
    package func encode() throws(StatementError) -> [UInt8] {
        guard case .tagged(18, .array(var parts)) = try CBOR.decode(entry, limits: Self.limits), parts.count == 4 else {
            throw Self.fault("the statement", "a COSE_Sign1")
        }
        var labels: [(CBOR, CBOR)] = [
            (.integer(Self.receiptsLabel), .array(receipts.map { .bytes($0.receipt.encode()) }))
        ]
        if let genesis {
            labels.append(
                (.text(Self.genesisLabel), .array([.bytes(genesis), .array(receipts.map { .hashes($0.genesisPath) })])))
        }
        parts[1] = .map(CBORMap(labels))
        return CBOR.tagged(18, .array(parts)).encode()
    }

    /// Reads what ``encode()`` gives.
    package init(decoding bytes: [UInt8]) throws(StatementError) {
        guard case .tagged(18, .array(var parts)) = try CBOR.decode(bytes, limits: Self.limits), parts.count == 4,
            let labels = parts[1].map, let encoded = labels[Self.receiptsLabel]?.array,
            (1...Self.receiptLimit).contains(encoded.count)
        else { throw Self.fault("the unprotected header", "one with 1 to \(Self.receiptLimit) receipts (394)") }
        var receipts: [Receipt] = []
        for item in encoded {
            guard let bytes = item.bytes else { throw Self.fault("a receipt", "a byte string") }
            receipts.append(try Receipt(decoding: bytes))
        }
        guard Set(receipts.map(\.mirror)).count == receipts.count else {
            throw Self.fault("the receipts (394)", "at most one of each mirror")
        }
        let (genesis, paths) = try Self.genesis(labels, count: receipts.count)
        guard labels.pairs.count == (genesis == nil ? 1 : 2) else {
            throw Self.fault("the unprotected header", "receipts (394) and the genesis, and nothing else")
        }
        parts[1] = .map(CBORMap([]))
        entry = CBOR.tagged(18, .array(parts)).encode()
        self.genesis = genesis
        self.receipts = zip(receipts, paths).map { Attached($0, genesisPath: $1) }
    }

    private static func genesis(
        _ labels: CBORMap, count: Int
    ) throws(StatementError) -> (genesis: [UInt8]?, paths: [[Digest]]) {
        guard let value = labels[genesisLabel] else { return (nil, Array(repeating: [], count: count)) }
        guard let fields = value.array, fields.count == 2, let genesis = fields[0].bytes,
            let paths = fields[1].array?.compactMap(\.hashes), paths.count == count, fields[1].array?.count == count
        else { throw fault("the genesis", "entry 0 and its path in the tree of each receipt") }
        return (genesis, paths)
    }

    private static let limits = CBORLimits(size: sizeLimit, items: 8192)
    /// RFC 9942.
    private static let receiptsLabel: Int64 = 394
    private static let genesisLabel = "genesis"

    private static func fault(_ field: String, _ expected: String) -> StatementError {
        .content(of: "a transparent statement", field: field, expected: expected)
    }
}
