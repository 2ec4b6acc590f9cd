/// A rhythm of light and dark that repeats.
package struct LightPattern: Hashable, Sendable {
    /// A stretch of light or dark.
    package struct Step: Hashable, Sendable {
        /// Light, as opposed to dark.
        package let isLit: Bool
        /// How long it lasts; more than nothing.
        package let length: Duration

        package init(isLit: Bool, length: Duration) {
            self.isLit = isLit
            self.length = length
        }
    }

    /// One round, in order.
    package let steps: [Step]

    /// - Precondition: at least one step, each longer than nothing.
    package init(_ steps: [Step]) {
        precondition(!steps.isEmpty && steps.allSatisfy { $0.length > .zero }, "a rhythm that stands still")
        self.steps = steps
    }

    /// One round of all steps.
    package var period: Duration { steps.reduce(.zero) { $0 + $1.length } }

    /// The step at `elapsed` after the rhythm began, and how much of it is left (more than nothing).
    package func step(at elapsed: Duration) -> (step: Step, left: Duration) {
        var left = Self.remainder(max(elapsed, .zero), by: period)
        for step in steps.dropLast() {
            if left < step.length { return (step, step.length - left) }
            left -= step.length
        }
        let last = steps[steps.count - 1]
        return (last, last.length - left)
    }

    private static func remainder(_ duration: Duration, by period: Duration) -> Duration {
        Duration(attoseconds: duration.attoseconds % period.attoseconds)
    }
}
