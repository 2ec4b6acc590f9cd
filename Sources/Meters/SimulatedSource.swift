package import Metering

/// What a simulated meter measures.
package enum SimulatedSource: Hashable, Sendable {
    case sun(SimulatedRoof)
    case household(SimulatedHousehold)

    /// The power at a time, rounded to whole mW, `0...`; the same for the same source and time on every machine.
    package func milliwatts(at time: UnixTime) -> Int64 {
        let watts =
            switch self {
            case .sun(let roof): roof.watts(at: time)
            case .household(let household): household.watts(at: time)
            }
        return Int64((watts * 1000).rounded())
    }
}
