package import Statements

/// What a transparent statement has shown: that it is in its log, by the word of these mirrors, each for a tree that it held whole.
package struct ProvenStatement: Hashable, Sendable {
    /// The log.
    package let origin: Origin
    /// The receipts of mirrors that the policy names, in the order of the file.
    package let receipts: [Receipt]
    /// Whether those mirrors are a quorum. Their trees may have different sizes: honest mirrors' trees are one tree's beginnings.
    package let isRecorded: Bool
    /// The key that the log's genesis names, which signed the statement.
    package let statementKey: PublicKey
    /// What the statement says of itself.
    package let header: StatementHeader
    /// The statement itself.
    package let entry: Entry
    /// Between which two moments it came into the world; receipts do not carry the record that it names.
    package let interval: ProvenInterval
}

extension TransparentStatement {
    /// Verifies everything from the policy down: each receipt of a mirror that the policy names, the genesis' way to the same
    /// root, its signature by the key that it names, and the statement's own. Receipts by other keys are passed over.
    /// - Parameter requiresRecord: `false` accepts fewer mirrors than a quorum, one at least; the result says so.
    /// - Throws: ``LedgerError`` with the first thing that does not hold.
    package func verify(
        under policy: Policy, requiresRecord: Bool = true, _ cryptography: some Cryptography
    ) throws(LedgerError) -> ProvenStatement {
        let statement: Entry
        do throws(StatementError) { statement = try Entry(parsing: entry) } catch { throw .statement(error) }
        guard let origin = receipts.first?.receipt.log, policy.log(origin) != nil else {
            throw receipts.first.map { .signature(.unknownLog($0.receipt.log)) } ?? .proof(.noReceipt)
        }
        try policy.checkEnd(of: origin, at: statement.index)
        var counted: [Receipt] = []
        for attached in receipts {
            let receipt = attached.receipt
            guard let key = policy.mirror(of: receipt.mirror)?.publicKey,
                COSEKey(key).keyIdentifier(cryptography) == receipt.keyIdentifier
            else { continue }
            try check(attached, of: origin, at: statement.index, by: key, cryptography)
            counted.append(receipt)
        }
        let isRecorded = policy.canRecord && counted.count >= policy.quorum
        guard !counted.isEmpty, isRecorded || !requiresRecord else {
            throw .proof(.fewReceipts(mirrors: counted.count, quorum: max(policy.quorum, 2)))
        }
        do throws(StatementError) {
            let key = try Genesis.statementKey(of: Entry(parsing: genesis ?? entry), origin: origin, cryptography)
            try statement.verify(key: key, origin: origin, index: statement.index, cryptography)
            let header = try StatementHeader(of: statement)
            let interval = ProvenInterval(
                beginning: header.record == nil ? .namesNone : .notShown,
                end: isRecorded ? RecordedTime.median(of: counted.map(\.time)) : nil, clockCount: counted.count)
            return ProvenStatement(
                origin: origin, receipts: counted, isRecorded: isRecorded, statementKey: key, header: header,
                entry: statement, interval: interval)
        } catch {
            throw .statement(error)
        }
    }

    private func check(
        _ attached: Attached, of origin: Origin, at index: UInt64, by key: PublicKey, _ cryptography: some Cryptography
    ) throws(LedgerError) {
        let receipt = attached.receipt
        guard receipt.log == origin, receipt.index == index,
            let root = MerkleTree.root(
                leaf: cryptography.leafHash(entry), index: index, size: receipt.size, proof: receipt.path, cryptography)
        else { throw .proof(.receiptPlace(receipt.mirror)) }
        guard cryptography.isValid(signature: receipt.signature, over: receipt.message(root: root), by: key) else {
            throw .proof(.receiptSignature(receipt.mirror))
        }
        guard let genesis else {
            guard index == 0 else { throw .proof(.noGenesis) }
            return
        }
        guard
            MerkleTree.verifyInclusion(
                leaf: cryptography.leafHash(genesis), index: 0, size: receipt.size, proof: attached.genesisPath,
                root: root, cryptography)
        else { throw .proof(.genesisNotIncluded) }
    }
}
