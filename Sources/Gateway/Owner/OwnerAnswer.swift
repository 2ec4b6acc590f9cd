import FoundationEssentials

/// What became of a request: the JSON of an answer. README.md of this folder describes it.
package struct OwnerAnswer: Codable, Hashable, Sendable {
    /// How it ended.
    package enum Outcome: String, Codable, Sendable {
        /// Done, and on the disk.
        case applied
        /// There was nothing to do.
        case unchanged
        /// Computed, and not done.
        case computed
        /// Not done, and nothing of it.
        case refused
    }

    /// What an adjustment does, or would do.
    package struct Adjustment: Codable, Hashable, Sendable {
        /// The register, which does not move.
        package var energy_j: Int64
        /// What the billing meter was taken to show until now; absent where that was never said.
        package var old_dial_j: Int64?
        /// What it shows.
        package var new_dial_j: Int64
        /// Dial less register until now.
        package var old_offset_j: Int64?
        /// Dial less register from now on.
        package var new_offset_j: Int64
        /// Why it should not be done without a second look.
        package var doubt: String?
    }

    /// How far a recovery is.
    package struct Recovery: Codable, Hashable, Sendable {
        /// What one mirror said.
        package struct Mirror: Codable, Hashable, Sendable {
            /// Which mirror.
            package var mirror: String
            /// How many entries of the own log it holds; absent while it has not answered.
            package var entries: UInt64?
            /// Whether the owner goes on without it.
            package var excused: Bool
        }

        /// How it was found out: `missing` or `foreign`.
        package var cause: String
        /// Entries of the own log that are here by now.
        package var entries: UInt64
        /// Statements that wait in memory to be signed.
        package var held: Int
        /// The mirrors of the policy, without the own one.
        package var mirrors: [Mirror]
    }

    /// How it ended.
    package var outcome: Outcome
    /// What was done, or why not, for people; one line each.
    package var words: [String]
    /// The first statement that was signed for it; absent where none was.
    package var index: UInt64?
    /// Of `adjust`.
    package var adjustment: Adjustment?
    /// Of `recover`, while there is one.
    package var recovery: Recovery?

    package init(_ outcome: Outcome, _ words: [String], index: UInt64? = nil, adjustment: Adjustment? = nil) {
        self.outcome = outcome
        self.words = words
        self.index = index
        self.adjustment = adjustment
    }

    /// - Throws: ``OwnerFault/malformed(_:)``, for an answer of another version.
    package init(json: [UInt8]) throws(OwnerFault) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(json))
        } catch {
            throw .malformed("its answer cannot be read; is tool and service the same version?")
        }
    }

    /// The JSON object, one line, keys in order.
    package var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }
}
