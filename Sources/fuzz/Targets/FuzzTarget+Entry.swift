import Metering
import Statements

/// The envelope of a statement: what a mirror checks, against the same list read by the general decoder.
extension FuzzTarget {
    private static let vectors = "Tests/StatementsTests/Vectors/entries.txt"

    /// A whole entry. One that a log's author signed is one of those that it did sign.
    static let entry = Self(
        "entry",
        seeds: { files in
            let street = try FuzzStreet.shared.get()
            let entries = street.honest.entries + street.fork.entries[3...4]
            return try entries + files.format("entry") + files.vectors(vectors)
        },
        check: { input in
            let street = try FuzzStreet.shared.get()
            let isInList = EnvelopeList.passes(input)
            let entry: Entry
            do {
                entry = try Entry(parsing: input)
            } catch {
                try require(!isInList, "the list has nothing against it, and it is refused: \(error)")
                throw error
            }
            try require(isInList, "it is accepted, and the list has something against it")
            try require(entry.bytes == input, "it is kept as other bytes")
            if (try? entry.verify(by: street.honest.author, index: entry.index, cryptography)) != nil {
                let isKnown = Int(exactly: entry.index).map { street.honest.entries.indices.contains($0) } ?? false
                try require(
                    isKnown && street.honest.entries[Int(entry.index)] == input,
                    "it verifies, and its author never signed it")
            }
            try checkContent(of: entry)
        })

    /// A protected header in an envelope that is otherwise in order, so that no length around it has to fit.
    static let header = Self(
        "header", sizeLimit: 1024,
        seeds: { files in
            let entries = try FuzzStreet.shared.get().honest.entries + files.vectors(vectors)
            let headers = entries.compactMap { try? Entry(parsing: $0).protectedHeader }
            return try headers + files.format("protected-header")
        },
        check: { header in
            let parts: [CBOR] = [
                .bytes(header), .map(CBORMap([])), .bytes([0x80]), .bytes(Array(repeating: 1, count: 64)),
            ]
            let bytes = CBOR.tagged(18, .array(parts)).encode()
            let isInList = EnvelopeList.passes(bytes)
            do {
                let entry = try Entry(parsing: bytes)
                try require(isInList, "it is accepted, and the list has something against it")
                try require(entry.protectedHeader == header, "it is kept as another header")
                try checkContent(of: entry)
            } catch let error as StatementError {
                try require(!isInList, "the list has nothing against it, and it is refused: \(error)")
                throw error
            }
        })

    /// What a reader makes of an entry: nothing that it would write in another way.
    private static func checkContent(of entry: Entry) throws(BrokenProperty) {
        guard let header = try? StatementHeader(of: entry) else { return }
        try require(header.index == entry.index, "its header has another index")
        if let labels = try? CBOR.decode(entry.protectedHeader).map,
            labels.pairs.count == (header.record == nil ? 4 : 5),
            labels[15]?.map?.pairs.count == 4
        {
            let again = header.encode(cryptography)
            try require(
                again == entry.protectedHeader || hasForeignContext(labels, of: header),
                "its header is written as \(Hexadecimal.text(again))")
        }
        guard let message = try? Message.decode(entry) else { return }
        let payload = try? message.payload(origin: header.issuer)
        try require(payload == entry.payload, "its payload is written as \(Hexadecimal.text(payload ?? []))")
    }

    /// Whether the first half of `cti` is another log's: a reader leaves that to the mirror's list.
    private static func hasForeignContext(_ labels: CBORMap, of header: StatementHeader) -> Bool {
        let context = labels[15]?.map?[7]?.bytes ?? []
        let own = cryptography.sha256(Array(header.issuer.description.utf8)).bytes.prefix(8)
        return !context.starts(with: own)
    }
}
