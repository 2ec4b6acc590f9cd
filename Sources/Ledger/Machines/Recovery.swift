package import Statements

/// A database that is not the one that signed last, from when that is found out until its log is whole again: nothing is
/// signed meanwhile. Every mirror of the policy is asked, and all have to answer, unless the owner chose to go on without
/// some.
package struct Recovery: Hashable, Sendable {
    /// How it was found out.
    package enum Cause: String, Hashable, Sendable {
        /// There were keys and no database.
        case missing
        /// The database was made or last used on another machine, or is a copy of the file.
        case foreign
    }

    /// The store's name for an unfinished recovery; an empty value is none.
    package static let setting = "recovery"

    /// How it was found out.
    package let cause: Cause
    /// The mirrors that the owner chose to go on without.
    package internal(set) var excused: Set<Origin> = []
    /// Whether the owner chose at all; where the policy names no other mirror there is nobody who could answer.
    package internal(set) var isChosen = false
    /// What each mirror said in this life: how many entries it holds.
    package internal(set) var heard: [Origin: UInt64] = [:]

    package init(_ cause: Cause) { self.cause = cause }

    /// What the store has; `nil` for no recovery.
    /// - Throws: ``LedgerError/recovery(_:)`` for what this version did not write.
    package init?(setting bytes: [UInt8]) throws(LedgerError) {
        guard !bytes.isEmpty else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
        guard let cause = words.first.flatMap(Cause.init(rawValue:)) else {
            throw .recovery(String(decoding: bytes.prefix(64), as: UTF8.self))
        }
        self.init(cause)
        isChosen = words.count > 1
        for word in words.dropFirst(2) {
            guard let origin = try? Origin(word) else { throw .recovery(word) }
            excused.insert(origin)
        }
    }

    /// What the store keeps: the cause, and after the word `chosen` the mirrors that the owner goes on without.
    package var bytes: [UInt8] {
        let choice = isChosen ? ["chosen"] + excused.sorted().map(\.description) : []
        return Array(([cause.rawValue] + choice).joined(separator: " ").utf8)
    }
}
