internal import Statements
internal import Synchronization

/// Public keys that were parsed before, at most `limit`; when it is full, all are forgotten and come back as they are used.
final class VerificationKeys: Sendable {
    private let limit: Int
    private let held = Mutex<[PublicKey: VerificationKey]>([:])

    init(limit: Int) { self.limit = limit }

    /// The parsed key; `nil` for bytes that are not a point of the curve, which are not kept.
    subscript(key: PublicKey) -> VerificationKey? {
        if let known = held.withLock({ $0[key] }) { return known }
        guard let made = VerificationKey(key) else { return nil }
        held.withLock { held in
            if held.count >= limit { held.removeAll() }
            held[key] = made
        }
        return made
    }
}
