package import Metering

/// Entry 0 of a log: who signs it, and what it measures.
package struct Genesis: Hashable, Sendable {
    /// The log that this one goes on from, where its key or its memory was lost.
    package struct Predecessor: Hashable, Sendable {
        /// The log that came before.
        package var origin: Origin
        /// How many entries of it stand, `1...`.
        package var size: UInt64
        /// Its tree's root at that size.
        package var root: Digest

        package init(origin: Origin, size: UInt64, root: Digest) {
            self.origin = origin
            self.size = size
            self.root = root
        }
    }

    /// How many meters a genesis can name.
    package static let meterLimit = 64

    /// The statement key: every entry of the log is signed with it, this one included.
    package var key: PublicKey
    /// At most ``meterLimit``, each name once.
    package var meters: [MeterDescription]
    /// Program and version, such as `heliograph 0.1.0`: 1 to 64 printable ASCII characters.
    package var software: String
    /// The log that this one goes on from.
    package var predecessor: Predecessor?

    package init(key: PublicKey, meters: [MeterDescription], software: String, predecessor: Predecessor? = nil) {
        self.key = key
        self.meters = meters
        self.software = software
        self.predecessor = predecessor
    }

    /// The payload that is signed.
    /// - Throws: ``StatementError/content(of:field:expected:)`` for what ``init(payload:)`` would not accept.
    package func encode() throws(StatementError) -> [UInt8] {
        try check()
        var pairs: [(CBOR, CBOR)] = [
            (.text(Key.key), COSEKey(key).cbor), (.text(Key.meters), .array(meters.map(\.cbor))),
            (.text(Key.software), .text(software)),
        ]
        if let predecessor { pairs.append((.text(Key.predecessor), predecessor.cbor)) }
        return CBOR.map(CBORMap(pairs)).encode()
    }

    /// - Throws: ``StatementError`` for any bytes but those that ``encode()`` gives.
    package init(payload: [UInt8]) throws(StatementError) {
        let value = try CBOR.decode(payload)
        guard let map = value.map else { throw Self.fault("the payload", "a map") }
        let key = try Self.statementKey(in: map)
        guard let elements = map[Key.meters]?.array else { throw Self.fault(Key.meters, "an array") }
        var meters: [MeterDescription] = []
        for element in elements { meters.append(try MeterDescription(element)) }
        guard let software = map[Key.software]?.text else { throw Self.fault(Key.software, "a text") }
        let predecessor = try map[Key.predecessor].map(Predecessor.init(_:))
        guard map.pairs.count == (predecessor == nil ? 3 : 4) else {
            throw Self.fault("every key", "one that FORMAT.md lists")
        }
        self.init(key: key, meters: meters, software: software, predecessor: predecessor)
        try check()
    }

    static func statementKey(in map: CBORMap) throws(StatementError) -> PublicKey {
        guard let key = map[Key.key] else { throw Self.fault(Key.key, "here") }
        return try COSEKey(key).publicKey
    }

    private func check() throws(StatementError) {
        guard meters.count <= Self.meterLimit else { throw Self.fault(Key.meters, "at most \(Self.meterLimit)") }
        guard Set(meters.map(\.name)).count == meters.count else { throw Self.fault(Key.meters, "named once each") }
        let isPrintable = software.utf8.allSatisfy { (0x20...0x7e).contains($0) }
        guard isPrintable, (1...64).contains(software.utf8.count) else {
            throw Self.fault(Key.software, "1 to 64 printable ASCII characters")
        }
        if let predecessor, predecessor.size == 0 { throw Self.fault("the predecessor's size", "1 or more") }
    }

    static func fault(_ field: String, _ expected: String) -> StatementError {
        .content(of: "a genesis", field: field, expected: expected)
    }

    private enum Key {
        static let key = "key"
        static let meters = "meters"
        static let software = "software"
        static let predecessor = "predecessor"
    }
}
