/// The items of a CBOR sequence (RFC 8742), out of bytes that arrive in pieces. Whatever the length of the whole, it holds the
/// piece that was appended last and the beginning of one item.
package struct CBORSequence: Sendable {
    private let limits: CBORLimits
    private var bytes: [UInt8] = []
    /// Where in ``bytes`` the next item begins.
    private var start = 0
    /// How much of the sequence came before ``bytes``.
    private var passedCount = 0

    /// - Parameter limits: of each item.
    package init(limits: CBORLimits) { self.limits = limits }

    /// Adds what follows.
    package mutating func append(_ piece: [UInt8]) {
        bytes.removeFirst(start)
        passedCount += start
        start = 0
        bytes += piece
    }

    /// The next item.
    /// - Returns: `nil` until the rest of it was appended.
    /// - Throws: what ``CBOR/decode(_:limits:)`` throws; offsets count from the beginning of the sequence.
    package mutating func next() throws(StatementError) -> CBOR? {
        guard start < bytes.count else { return nil }
        var reader = CBORReader(bytes, within: start..<bytes.count)
        do throws(StatementError) {
            try reader.skip(depth: CBORLimits.depthLimit)
        } catch {
            guard case .cbor(.truncated, _) = error else { throw moved(error) }
            try checkSize(bytes.count - start)
            return nil
        }
        try checkSize(reader.position - start)
        do throws(StatementError) {
            let item = try CBOR.decode(bytes, within: start..<reader.position, limits: limits)
            start = reader.position
            return item
        } catch {
            throw moved(error)
        }
    }

    /// - Throws: ``StatementError/cbor(_:offset:)`` where the bytes end within an item.
    package func finish() throws(StatementError) {
        guard start == bytes.count else { throw .cbor(.truncated, offset: passedCount + bytes.count) }
    }

    private func checkSize(_ size: Int) throws(StatementError) {
        guard size <= limits.size else { throw .tooLong(size: size, limit: limits.size) }
    }

    private func moved(_ error: StatementError) -> StatementError {
        guard case .cbor(let fault, let offset) = error else { return error }
        return .cbor(fault, offset: passedCount + offset)
    }
}
