import Gateway
import Metering

/// What goes wrong, and what becomes right again.
extension SimulatedStreet {
    func begin(_ fault: StreetFault) {
        guard !isPeace else { return }
        story.tell("\(fault)", at: now)
        switch fault {
        case .crash(let place): if let gateway = gateways[place] { crash(gateway) }
        case .powerCut(let place): if let gateway = gateways[place] { cutPower(of: gateway) }
        case .writes(let place, let fates): gateways[place]?.disk.foretell(fates)
        case .diskFull(let place): gateways[place]?.disk.setFull(true)
        case .breakOff(let place, let count, let isDeath):
            gateways[place]?.diesWhenBroken = isDeath
            gateways[place]?.life?.session.breakOff(after: count)
        case .linkDown(let place):
            guard let gateway = gateways[place] else { return }
            gateway.isLinked = false
            disconnect(gateway, "the link is down")
        case .partition(let places): network.half = places
        case .split(let some, let others): split(some, others, true)
        case .brokerRestart:
            broker.restart()
            for gateway in honest { disconnect(gateway, "the broker restarts") }
        case .brokerClears: broker.clear()
        case .brokerReplays(let count): replay(count)
        case .hides(let place, let others): network.hide(place, from: others, true)
        case .badNetwork(let loss, let repetition, let delay):
            (network.loss, network.repetition, network.delay) = (loss, repetition, delay)
        case .clockJump(let place, let seconds): gateways[place]?.clock.change { $0.error = Int64(seconds) }
        case .clockUnsynchronised(let place): gateways[place]?.clock.change { $0.isSynchronised = false }
        case .clockDrift(let place, let drift):
            // A monotonic clock does not jump when its pace changes: that would be a reboot.
            if let gateway = gateways[place] { gateway.clock.change { [now] in $0.setDrift(Int64(drift), at: now) } }
        }
    }

    func end(_ fault: StreetFault) {
        switch fault {
        case .diskFull(let place): gateways[place]?.disk.setFull(false)
        case .linkDown(let place):
            gateways[place]?.isLinked = true
            agenda.put(.connect(place), at: after(milliseconds: 500))
        case .partition: network.half = []
        case .split(let some, let others): split(some, others, false)
        case .hides(let place, let others): network.hide(place, from: others, false)
        case .badNetwork: (network.loss, network.repetition, network.delay) = (0, 0, 0)
        case .clockJump(let place, _): gateways[place]?.clock.change { $0.error = 0 }
        case .clockUnsynchronised(let place): gateways[place]?.clock.change { $0.isSynchronised = true }
        case .clockDrift(let place, _): gateways[place]?.clock.change { [now] in $0.setDrift(0, at: now) }
        case .crash, .powerCut, .writes, .breakOff, .brokerRestart, .brokerClears, .brokerReplays: return
        }
        if !isPeace { story.tell("over: \(fault)", at: now) }
    }

    private func split(_ some: [Int], _ others: [Int], _ hides: Bool) {
        for place in some { network.hide(place, from: others, hides) }
        for place in others { network.hide(place, from: some, hides) }
    }

    private func crash(_ gateway: SimulatedGateway) {
        kill(gateway, "it is killed", restartAfter: generator.number(in: 100...300_000))
    }

    private func cutPower(of gateway: SimulatedGateway) {
        let isSet = generator.happens(percent: 60)
        let away = generator.number(in: 5000...900_000)
        kill(gateway, "its power is cut", restartAfter: away)
        gateway.clock.change { [now] in
            $0.reboot(at: now)
            $0.isSynchronised = isSet
        }
        guard !isSet else { return }
        // Without a source the clock begins where it stopped; one is found in a while.
        gateway.clock.change { $0.error = -Int64(away / 1000) }
        agenda.put(.clockSet(gateway.place), at: after(milliseconds: away + generator.number(in: 1000...7_200_000)))
    }

    private func replay(_ count: Int) {
        for _ in 0..<count {
            guard let (sender, message) = broker.old(&generator) else { return }
            for receiver in broker.receivers(of: message.topic) where network.carries(from: sender, to: receiver) {
                agenda.put(.message(receiver, message), at: after(milliseconds: generator.number(in: 50...5000)))
            }
        }
    }
}
