/// The pairs of a CBOR map in the one order that deterministic encoding allows: by the bytes of the encoded keys.
package struct CBORMap: Hashable, Sendable {
    /// One key with its value.
    package struct Pair: Hashable, Sendable {
        /// Any value; its encoding decides the place.
        package let key: CBOR
        /// What the key leads to.
        package let value: CBOR
    }

    /// In the order of their encodings, each key once.
    package let pairs: [Pair]

    /// Puts the pairs in order.
    /// - Precondition: no two keys are the same.
    package init(_ pairs: [(CBOR, CBOR)]) {
        let encoded = pairs.map { (bytes: $0.0.encode(), pair: Pair(key: $0.0, value: $0.1)) }
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        precondition(zip(encoded, encoded.dropFirst()).allSatisfy { $0.bytes != $1.bytes }, "A CBOR map repeats a key.")
        self.pairs = encoded.map(\.pair)
    }

    /// Pairs whose order the reader has checked.
    init(ordered pairs: [Pair]) { self.pairs = pairs }

    /// The value of a key.
    package subscript(key: CBOR) -> CBOR? { pairs.first { $0.key == key }?.value }

    /// The value of an integer key.
    package subscript(key: Int64) -> CBOR? { self[.integer(key)] }

    /// The value of a text key.
    package subscript(key: String) -> CBOR? { self[.text(key)] }
}
