package import Statements

/// How much of a log each mirror is known to hold: the largest head with its line that this process has seen.
package struct Holders: Hashable, Sendable {
    private var sizes: [Origin: UInt64] = [:]

    package init() {}

    /// Takes notice of the mirrors that cosigned a head.
    mutating func see(_ note: VerifiedNote) {
        for cosigner in note.cosigners {
            sizes[cosigner.origin] = max(sizes[cosigner.origin] ?? 0, note.checkpoint.size)
        }
    }

    /// 0 for a mirror that was not seen.
    package subscript(mirror: Origin) -> UInt64 { sizes[mirror] ?? 0 }
}
