extension FuzzTarget {
    /// Every decoder that meets the network or a file, in the order of toolchain/fuzz/README.md.
    static let all: [Self] = [
        .cbor, .key, .header, .entry, .reading, .event, .rule, .genesis, .ask, .answer, .announcement, .card,
        .invitation, .joinRequest, .joinAnswer, .backup,
        .note,
        .checkpoint, .cosignature, .vkey, .policy, .history, .proof, .period, .receipt, .tree, .tile, .bundle,
        .evidence,
        .evidenceFile, .successors,
        .framing, .topic, .request, .reply, .status, .configuration, .edges,
    ]

    /// The target of this name.
    static func named(_ name: String) -> Self? { all.first { $0.name == name } }
}
