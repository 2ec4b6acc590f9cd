/// A record that covers an adopting entry, with the path from the one to the other: what shows to everybody who has the log that
/// mirrors of both versions held it.
package struct AdoptionRecord: Hashable, Sendable {
    /// No longer path is read.
    package static let pathLimit = 63

    /// The adopting entry's index.
    package let index: UInt64
    /// Its inclusion proof in the note's checkpoint, the leaf's sibling first.
    package let path: [Digest]
    /// The bytes of a signed note.
    package let note: [UInt8]

    package init(index: UInt64, path: [Digest], note: [UInt8]) {
        self.index = index
        self.path = path
        self.note = note
    }

    init(_ map: CBORMap) throws(StatementError) {
        guard map.pairs.count == 3, case .unsigned(let index)? = map["adopted"], let path = map["path"]?.hashes,
            path.count <= Self.pathLimit, let note = map["note"]?.bytes
        else { throw RuleChange.fault("the record of an adoption", "an index, a path and a note") }
        self.init(index: index, path: path, note: note)
    }

    var map: CBORMap {
        CBORMap([
            (.text("note"), .bytes(note)), (.text("path"), .hashes(path)), (.text("adopted"), .unsigned(index)),
        ])
    }
}
