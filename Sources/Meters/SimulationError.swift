/// What can be wrong with the description of something simulated.
package enum SimulationError: Error, Hashable, CustomStringConvertible {
    case outOfRange(quantity: String, value: Double, range: ClosedRange<Double>)

    package var description: String {
        switch self {
        case .outOfRange(let quantity, let value, let range):
            "\(quantity) cannot be \(value): give a number from \(range.lowerBound) to \(range.upperBound)."
        }
    }

    /// - Throws: ``outOfRange(quantity:value:range:)``; not a number is in no range.
    static func check(_ quantity: String, _ value: Double, in range: ClosedRange<Double>) throws(SimulationError) {
        guard range.contains(value) else { throw .outOfRange(quantity: quantity, value: value, range: range) }
    }
}
