/// The names that somebody who wrote `name` most likely meant, nearest first, at most three.
///
/// A name is near when no more than a third of it, and at least two letters, would have to change; case does not count.
func nearest(to name: String, among names: [String]) -> [String] {
    let wanted = Array(name.lowercased().utf8)
    let limit = max(2, wanted.count / 3)
    return Set(names).map { (distance: editDistance(wanted, Array($0.lowercased().utf8)), name: $0) }
        .filter { $0.distance <= limit }
        .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
        .prefix(3).map(\.name)
}

/// How many bytes have to be inserted, removed or replaced to turn one text into the other (Levenshtein).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (column, other) in right.enumerated() {
            let replaced = diagonal + (byte == other ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        }
    }
    return row[right.count]
}
