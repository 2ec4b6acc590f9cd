import Ledger
import Statements

/// Proofs of a period.
extension FuzzTarget {
    /// A proof of a period, whole. What was decoded encodes to the bytes that it came from; one that verifies shows the log's own
    /// entries at their own places, leaves out what it says it leaves out, and ends with a head that the log had.
    static let period = codec(
        "period", sizeLimit: 12_288,
        seeds: { files in
            let log = try FuzzStreet.shared.get().honest
            let periods = [
                items(of: log, from: 0, records: [9]), items(of: log, from: 0, records: [1, 4]),
                items(of: log, from: 1, records: [2]), items(of: log, from: 3, records: [5, 9], withholding: [4, 8]),
                items(of: log, from: 6, records: [7, 8], withholding: [6]),
            ]
            return try periods.map { $0.flatMap(\.bytes) } + files.format("period")
        },
        decode: { bytes in
            var sequence = CBORSequence(limits: PeriodItem.limits)
            sequence.append(bytes)
            var items: [PeriodItem] = []
            while let value = try sequence.next() { items.append(try PeriodItem(value)) }
            try sequence.finish()
            return items
        }, encode: { $0.flatMap(\.bytes) },
        also: { items in
            let street = try FuzzStreet.shared.get()
            guard let (proven, shown) = try? verify(items, under: street.policy) else { return }
            let log = street.honest
            try require(proven.origin == log.origin, "it shows another log")
            try require(
                proven.start < proven.end && proven.end <= UInt64(log.entries.count), "it ends where no head was")
            for (index, entry) in shown {
                try require(log.entries[Int(index)] == entry, "it shows at \(index) what is not there")
            }
            try require(
                UInt64(shown.count) + proven.withheld.between + proven.withheld.after == proven.end - proven.start,
                "it leaves out more than it says")
            try require(proven.content.count == UInt64(shown.count), "it counts other entries than it shows")
            try require(proven.records.fewestMirrors >= street.policy.quorum, "it shows what is not recorded")
        })

    private static func verify(
        _ items: [PeriodItem], under policy: Policy
    ) throws -> (ProvenPeriod, [(UInt64, [UInt8])]) {
        var verifier = PeriodVerifier(under: policy, cryptography)
        var shown: [(UInt64, [UInt8])] = []
        for item in items {
            guard let leaf = try verifier.take(item) else { continue }
            try verifier.add(leaf.examine(cryptography))
            shown.append((leaf.index, leaf.bytes))
        }
        return (try verifier.finish(), shown)
    }

    private static func items(
        of log: SignedLog, from start: Int, records: [Int], withholding: Set<Int> = []
    ) -> [PeriodItem] {
        var frontier = MerkleFrontier()
        for entry in log.entries.prefix(start) { frontier.append(leaf: cryptography.leafHash(entry), cryptography) }
        var genesis: PeriodHeader.Genesis?
        if start > 0 {
            let largest = 1 << (Int.bitWidth - 1 - start.leadingZeroBitCount)
            genesis = PeriodHeader.Genesis(
                entry: log.entries[0], path: log.tree.inclusionProof(of: 0, size: largest))
        }
        let end = records[records.count - 1]
        var items: [PeriodItem] = [
            .header(
                PeriodHeader(origin: log.origin, frontier: frontier, count: UInt64(end - start), genesis: genesis))
        ]
        var index = start
        for size in records {
            items.append(.record(log.note(size)))
            while index < size {
                let entry = log.entries[index]
                items.append(
                    withholding.contains(index)
                        ? .withheld(cryptography.leafHash(entry), height: 0) : .entry(entry))
                index += 1
            }
        }
        return items
    }
}
