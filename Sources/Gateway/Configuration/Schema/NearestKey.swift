/// Finds the key that somebody who wrote another one meant.
enum NearestKey {
    /// The key nearest to `written`; `nil` when none is near: more than a third of it, and more than one letter, would
    /// have to change.
    static func find(_ written: String, among keys: some Sequence<String>) -> String? {
        let wanted = Array(written.lowercased())
        let limit = max(1, (wanted.count + 1) / 3)
        let nearest = keys.map { (key: $0, distance: distance(wanted, Array($0))) }
            .min { ($0.distance, $0.key) < ($1.distance, $1.key) }
        return nearest.flatMap { $0.distance <= limit ? $0.key : nil }
    }

    /// Letters to insert, remove, replace or swap with their neighbour (restricted Damerau–Levenshtein).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                var best = min(last[j] + (left[i] == right[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}
