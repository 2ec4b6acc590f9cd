/// How a simulated day went.
package struct StreetResult: Sendable {
    /// What was broken, and where it shows.
    package struct Violation: Hashable, Sendable, CustomStringConvertible {
        /// The number of the story's line, from 1: the same in every run of the seed.
        package let line: Int
        /// Virtual time since the street's beginning.
        package let time: String
        /// What was broken, in words.
        package let text: String

        package var description: String { "line \(line), \(time): \(text)" }
    }

    /// What the day was made from.
    package var seed: UInt64
    /// How many gateways, each with a mirror.
    package var gatewayCount = 0
    /// How many of them lied.
    package var liarCount = 0
    /// How many versions the policy had; 0 for a policy without versions.
    package var versionCount = 0
    /// Whether the liars conspired against a change of the policy.
    package var isConspired = false
    /// How many versions after their logs' first honest gateways adopted, on record.
    package var adoptionCount = 0
    /// How many faults there were.
    package var faultCount = 0
    /// How long it took, in virtual seconds.
    package var seconds = 0.0
    /// How many messages the broker handed over.
    package var messageCount = 0
    /// How many entries the honest gateways' own logs have together.
    package var entryCount = 0
    /// How many checkpoints became recorded.
    package var recordCount = 0
    /// How many times a process began.
    package var lifeCount = 0
    /// How many logs of liars an honest gateway has evidence against.
    package var convictionCount = 0
    /// Each promise that was broken, the first first; at most ``StreetOptions/violationLimit``.
    package var violations: [Violation] = []
    /// The story, if it was to be told.
    package var story: [String] = []

    package init(seed: UInt64) { self.seed = seed }
}
