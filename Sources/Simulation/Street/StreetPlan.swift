/// What a seed says of a day before it begins.
struct StreetPlan {
    /// How many found the street.
    let founderCount: Int
    /// With those who join, whose places are behind the others'.
    var gatewayCount: Int { policy.gatewayCount }
    /// The places of those who lie, at most `f`.
    let liars: [Int]
    let policy: PolicyPlan
    let faults: [PlannedFault]

    init(options: StreetOptions, _ generator: inout SeededGenerator) {
        let count = generator.pick(options.sizes)
        let faultLimit = (count - 1) / 3
        // Mostly as many as there may be.
        let liarCount = generator.happens(percent: 75) ? faultLimit : generator.number(in: 0...faultLimit)
        let liars = Array(generator.shuffle(Array(0..<count)).prefix(liarCount)).sorted()
        founderCount = count
        self.liars = liars
        policy = PolicyPlan(options, count: count, liars: liars, &generator)
        let all = policy.gatewayCount
        let honest = (0..<all).filter { !liars.contains($0) }
        let accidents = (0..<generator.number(in: options.faults)).map { _ in
            let start = generator.number(in: 60...Int(options.daySeconds))
            // Many are short; some last for hours.
            let length = generator.number(in: 1...[30, 600, 3600, 14_400][generator.number(in: 0...3)])
            let fault = Self.fault(honest: honest, count: all, &generator)
            return PlannedFault(start: start, length: length, fault: fault)
        }
        // Many a gateway dies just when it follows: before, in or after the commit of what it says then.
        let deaths = policy.followings.compactMap { following -> PlannedFault? in
            guard generator.happens(percent: 30) else { return nil }
            let fates: [CommitFate] = Array(repeating: .doneButReportedFailed, count: generator.number(in: 0...2))
            return PlannedFault(
                start: following.time + generator.number(in: 1...90), length: 0,
                fault: .writes(following.place, fates + [generator.pick([.diesAfter, .diesBefore, .diesTorn])]))
        }
        faults = accidents + deaths + (policy.conspiracy?.faults ?? [])
    }

    private static func fault(honest: [Int], count: Int, _ generator: inout SeededGenerator) -> StreetFault {
        let one = generator.pick(honest)
        switch generator.number(in: 0...19) {
        case 0, 1: return .crash(one)
        case 2, 3: return .powerCut(one)
        case 4, 5, 6:
            let fates = (0..<generator.number(in: 1...4)).map { _ in generator.pick(CommitFate.allCases) }
            return .writes(one, fates)
        case 7: return .diskFull(one)
        case 8, 9:
            return .breakOff(
                one, after: generator.number(in: 0...5), isDeath: generator.happens(percent: 50))
        case 10: return .linkDown(one)
        case 11, 12:
            return .partition(
                Array(generator.shuffle(Array(0..<count)).prefix(generator.number(in: 1...count - 1))).sorted())
        case 13: return .brokerRestart
        case 14: return generator.happens(percent: 30) ? .brokerClears : .brokerReplays(generator.number(in: 1...60))
        case 15:
            let others = (0..<count).filter { $0 != one }
            return .hides(one, from: Array(generator.shuffle(others).prefix(generator.number(in: 1...count - 1))))
        case 16, 17:
            return .badNetwork(
                loss: generator.number(in: 0...30), repetition: generator.number(in: 0...30),
                delay: generator.number(in: 0...600))
        case 18:
            return generator.happens(percent: 50)
                ? .clockUnsynchronised(one)
                : .clockJump(one, seconds: generator.number(in: -7200...7200))
        default: return .clockDrift(one, partsPerMillion: generator.number(in: -500...500))
        }
    }
}
