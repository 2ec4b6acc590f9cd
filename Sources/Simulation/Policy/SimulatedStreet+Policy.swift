import Gateway
import Ledger
import Metering
import Statements

/// How a street's policy changes, and who follows when.
extension SimulatedStreet {
    /// How long everybody is away at last, so that whoever has not followed the policy is waited for no more.
    private static let absenceDays: Int64 = 8

    func preparePolicy() {
        for (index, step) in plan.policy.steps.enumerated() {
            agenda.put(.prelude(index), at: MonotonicTime(seconds: step.prelude))
            agenda.put(.inForce(index), at: MonotonicTime(seconds: step.start))
            if case .renew(let place) = step.change { prepareRestarts(of: place, from: step.start) }
        }
        for following in plan.policy.followings {
            agenda.put(
                .follow(following.place, version: following.version - 1), at: MonotonicTime(seconds: following.time))
        }
    }

    /// What comes before a change can be written down: a card is dead, or somebody is there who wants to join.
    func prepareChange(_ index: Int) {
        guard case .exchange(let place) = plan.policy.steps[index].change, let gateway = gateways[place] else { return }
        kill(gateway, "its card dies", restartAfter: generator.number(in: 1000...240_000))
        gateway.disk.exchange(keeping: gateway.origin)
        let cards = policies.cards.indices.filter { policies.cards[$0].place == place }
        gateway.card = cards.first { $0 > gateway.card } ?? gateway.card
        inspection.lostCardCount += 1
        inspection.cosigned[place] = Array(repeating: nil, count: origins.count)
        identify(gateway)
    }

    /// A version is in force: enough of the members before have signed it.
    func change(_ index: Int) {
        versionInForce = index + 1
        story.tell("version \(index + 2) of the policy is in force: \(plan.policy.steps[index].change)", at: now)
        if case .join(let place) = plan.policy.steps[index].change {
            agenda.put(.start(place), at: after(milliseconds: 1000))
        }
    }

    /// A gateway is started with the newest version that it knows; as the service does, it never goes back.
    func follow(_ place: Int, _ version: Int) {
        guard let gateway = gateways[place], gateway.version < version else { return }
        gateway.version = version
        identify(gateway)
        kill(
            gateway, "it follows version \(version + 1) of the policy", restartAfter: generator.number(in: 500...20_000)
        )
    }

    /// Its owner gives it the policy as far as he has followed it, and it has the key that is on its card.
    private func identify(_ gateway: SimulatedGateway) {
        do {
            gateway.identity = try identity(
                of: gateway.place, version: gateway.version, card: gateway.card,
                hasLeftOldLogKey: gateway.hasLeftOldLogKey)
        } catch {
            story.complain("\(gateway.origin) cannot follow the policy: \(error)", at: now)
        }
    }

    /// The old key of a log goes at a start; so there are some, the last of them in the peace.
    private func prepareRestarts(of place: Int, from start: Int) {
        let day = Int(options.daySeconds)
        for time in [generator.number(in: start...day), generator.number(in: start...day), day + 1800] {
            agenda.put(.restart(place), at: MonotonicTime(seconds: time))
        }
    }

    /// Before a start: as the service does, by what is on its own disk.
    func leaveOldLogKey(_ gateway: SimulatedGateway) {
        let place = gateway.place
        guard plan.policy.members[gateway.version].renewed.contains(place), !gateway.hasLeftOldLogKey,
            let key = policies.known[gateway.version].newest.log(gateway.origin)
        else { return }
        func rules(_ log: Int) -> (rules: LogRules, size: UInt64)? {
            let copy = gateway.disk.log(origins[log]) { $0 }
            return copy.size > 0 ? (self.rules(of: log, copy, version: gateway.version), copy.size) : nil
        }
        let progress = LogKeySuccession(
            of: key, own: rules(place)?.rules, under: policies.known[gateway.version],
            at: gateway.clock.sample().utc.seconds
        ) { log in
            places[log].flatMap(rules).flatMap { $0.rules.version(at: $0.size)?.number } ?? 0
        }
        guard progress == .over else { return }
        story.tell("\(gateway.origin) leaves the old key of its log", at: now)
        gateway.hasLeftOldLogKey = true
        identify(gateway)
    }

    /// Whether a gateway's log has followed as far as it should by now.
    func hasFollowed(_ gateway: SimulatedGateway) -> Bool {
        let last = policies.known.count - 1
        guard policies.isVersioned, plan.policy.members[last].cards[gateway.place] != nil,
            gateway.place != plan.policy.straggler || isStragglerCalled
        else { return true }
        guard gateway.version == last, let newest = policies.adoption(of: last) else { return false }
        let adoption = rules(of: gateway.place, gateway.disk.log(gateway.origin) { $0 }).adoptions.last
        return adoption?.version == newest && adoption?.record != nil
    }

    /// Who must get its log recorded at last: not who left, nor anybody where too few honest mirrors live for some version.
    func isPromised(_ gateway: SimulatedGateway) -> Bool {
        plan.policy.isLive && plan.policy.members[policies.known.count - 1].cards[gateway.place] != nil
    }

    /// Everybody's machine is off for more than seven days; then one follows who has not.
    func fallAsleep(calling straggler: Int) {
        story.tell("everybody's machine is off for \(Self.absenceDays) days", at: now)
        daysAsleep = Self.absenceDays
        for gateway in honest {
            kill(gateway, "its machine is off", restartAfter: 1000)
            gateway.clock.change { [now, daysAsleep] in
                $0.reboot(at: now)
                $0.daysAsleep = daysAsleep
            }
        }
        agenda.put(.follow(straggler, version: policies.known.count - 1), at: after(milliseconds: 3_600_000))
        agenda.put(.awake, at: after(milliseconds: 3_660_000))
    }

    /// The one who came late is promised the same as the others.
    func callStraggler() {
        isStragglerCalled = true
        for gateway in honest {
            inspection.sizeAtPeace[gateway.place] = gateway.disk.log(gateway.origin) { $0.size }
        }
    }
}

extension MonotonicTime {
    fileprivate init(seconds: Int) { self.init(nanoseconds: UInt64(max(0, seconds)) * 1_000_000_000) }
}
