import Ledger

/// What a seed says of a street's policy: whether it has versions, what changes, and when each gateway follows.
struct PolicyPlan {
    /// A change, and the times that belong to it, in seconds after the street's beginning.
    struct Step {
        var change: PolicyChange
        /// When a card dies, or whoever joins starts.
        var prelude: Int
        /// From when on the version is in force.
        var start: Int
    }

    /// A gateway follows a version, from 1.
    struct Following {
        var place: Int
        var version: Int
        var time: Int
    }

    /// Whether the policy is founded as version 1, or has no versions at all.
    var isVersioned = false
    var steps: [Step] = []
    /// In the order of their times; those behind the day happen in its peace.
    var followings: [Following] = []
    /// Who follows the newest version only after more than seven days.
    var straggler: Int?
    /// Liars who try to get two histories recorded while a card is exchanged.
    var conspiracy: Conspiracy?
    /// Whether honest gateways are enough for a quorum of each version.
    var isLive = true
    /// The mirrors of each version.
    var members: [PolicyMembers]

    init(founding count: Int) { members = [PolicyMembers(founding: count)] }

    /// - Parameter count: how many found the street.
    init(_ options: StreetOptions, count: Int, liars: [Int], _ generator: inout SeededGenerator) {
        self.init(founding: count)
        isVersioned = generator.happens(percent: options.versionedPercent)
        guard isVersioned, generator.happens(percent: options.changePercent) else { return }
        let day = Int(options.daySeconds)
        if !liars.isEmpty, generator.happens(percent: options.conspiracyPercent) {
            conspire(day: day, liars: liars, &generator)
        } else {
            change(day: day, liars: liars, &generator)
            if generator.happens(percent: 40) { change(day: day, liars: liars, &generator) }
        }
        follow(options, liars: liars, &generator)
        followings.sort { ($0.time, $0.place) < ($1.time, $1.place) }
    }

    /// How many gateways the street ever has.
    var gatewayCount: Int { 1 + (members.flatMap(\.places).max() ?? 0) }

    private mutating func add(_ change: PolicyChange, prelude: Int, start: Int) {
        steps.append(Step(change: change, prelude: prelude, start: start))
        members.append(members[members.count - 1].changed(by: change))
    }

    /// One change after which neither the liars nor the dead are too many for any version.
    private mutating func change(day: Int, liars: [Int], _ generator: inout SeededGenerator) {
        let last = members[members.count - 1]
        let places = last.places
        let earliest = steps.last.map { $0.start + 1800 } ?? day / 12
        guard earliest < day * 3 / 4 else { return }
        let start = generator.number(in: earliest...day * 3 / 4)
        let prelude = max(60, start - generator.number(in: 60...3600))
        let candidates: [PolicyChange] = generator.shuffle([
            .exchange(generator.pick(places)), .leave(generator.pick(places)), .join(gatewayCount),
            .renew(generator.pick(places)),
        ])
        for change in candidates {
            if case .renew(let place) = change, last.renewed.contains(place) { continue }
            var plan = self
            plan.add(change, prelude: prelude, start: start)
            guard plan.isBearable(liars: liars) else { continue }
            self = plan
            return
        }
    }

    /// Whether each version has no more liars than it may, and a quorum of honest mirrors who are alive at last.
    private func isBearable(liars: [Int]) -> Bool {
        var last: [Int: Int] = [:]
        for version in members { last.merge(version.cards) { $1 } }
        let honest = (0..<gatewayCount).filter { !liars.contains($0) }
        return members.allSatisfy { version in
            version.places.count(where: liars.contains) <= Policy.faultLimit(of: version.count)
                && version.aliveCount(of: honest, under: last) >= Policy.minimumQuorum(of: version.count)
        }
    }

    /// The card of somebody honest dies between two halves of the street, while the liars show each another history.
    private mutating func conspire(day: Int, liars: [Int], _ generator: inout SeededGenerator) {
        let honest = generator.shuffle(members[0].places.filter { !liars.contains($0) })
        let victim = honest[0]
        let half = (honest.count - 1) / 2
        let start = generator.number(in: day / 6...day * 2 / 3)
        let death = start - generator.number(in: 300...1800)
        add(.exchange(victim), prelude: death, start: start)
        conspiracy = Conspiracy(
            leader: generator.pick(liars), victim: victim, before: Array(honest[1...half].sorted()),
            after: Array(honest[(half + 1)...].sorted()), beginning: max(60, death - generator.number(in: 1800...7200)),
            death: death, end: start + generator.number(in: 1800...14_400))
        isLive = false
    }

    private mutating func follow(_ options: StreetOptions, liars: [Int], _ generator: inout SeededGenerator) {
        let day = Int(options.daySeconds)
        guard let last = members.last, let newest = steps.last else { return }
        let honest = last.places.filter { !liars.contains($0) }
        // The others must be enough for those whom the straggler does not know.
        if isLive, honest.count > Policy.minimumQuorum(of: last.count),
            generator.happens(percent: options.stragglerPercent)
        {
            straggler = generator.pick(honest)
        }
        for (version, step) in zip(2..., steps) {
            for place in members[version - 1].places where !liars.contains(place) {
                if step.change == .join(place) { continue }  // starts with it
                if place == straggler, step.start == newest.start { continue }
                let isLast = step.start == newest.start
                let isForced = conspiracy?.isSoon(place)
                let soon = generator.number(in: 5...600)
                var time = step.start + (generator.happens(percent: 50) ? soon : generator.number(in: 600...28_800))
                if isForced == true { time = step.start + soon }
                if isForced == false { time = (conspiracy?.end ?? 0) + soon }
                // Whoever has not followed by then, never; or at last, when nothing goes wrong any more.
                guard time < day || isLast else { continue }
                followings.append(Following(place: place, version: version, time: min(time, day + 60 + soon)))
            }
        }
    }
}
