import Gateway
import Metering

/// Lives, connections and turns of the honest gateways.
extension SimulatedStreet {
    func start(_ place: Int) async {
        guard let gateway = gateways[place], gateway.life == nil else { return }
        gateway.disk.open()
        gateway.clock.change { [now] in $0.now = now }
        leaveOldLogKey(gateway)
        do {
            try await gateway.begin(options)
        } catch is DiskFailure {
            story.tell("\(gateway.origin) does not start: its disk cannot be read", at: now)
            return agenda.put(.start(place), at: after(milliseconds: 10_000))
        } catch {
            return story.complain("\(gateway.origin) does not start: \(error)", at: now)
        }
        result.lifeCount += 1
        story.tell("\(gateway.origin) starts its life \(gateway.lifeOrdinal)", at: now)
        gateway.wantsReading = true
        gateway.isTouched = true
        agenda.put(.connect(place), at: after(milliseconds: generator.number(in: 50...3000)))
    }

    func kill(_ gateway: SimulatedGateway, _ reason: String, restartAfter milliseconds: Int) {
        guard gateway.life != nil else { return }
        story.tell("\(gateway.origin) dies: \(reason)", at: now)
        gateway.disk.close(dead: true)
        gateway.life = nil
        gateway.isConnected = false
        gateway.isTouched = false
        gateway.diesWhenBroken = false
        agenda.put(.start(gateway.place), at: after(milliseconds: milliseconds))
    }

    func connect(_ place: Int) {
        guard let gateway = gateways[place], let life = gateway.life, gateway.isLinked, !gateway.isConnected else {
            return
        }
        gateway.sessionOrdinal += 1
        gateway.isConnected = true
        life.session.setConnected(true)
        life.gateway.hear(.connected)
        touch(gateway)
        story.tell("\(gateway.origin) connects", at: now)
        for message in broker.takeQueue(of: place) { agenda.put(.message(place, message), at: after(milliseconds: 50)) }
        for (sender, message) in broker.retainedInOrder
        where network.carries(from: sender, to: place) && broker.receivers(of: message.topic).contains(place) {
            agenda.put(.message(place, message), at: after(milliseconds: 50))
        }
    }

    func disconnect(_ gateway: SimulatedGateway, _ reason: String) {
        guard gateway.isConnected, let life = gateway.life else { return }
        gateway.isConnected = false
        life.session.setConnected(false)
        life.gateway.hear(.disconnected(reason: reason))
        touch(gateway)
        story.tell("\(gateway.origin) loses its connection: \(reason)", at: now)
        // As the driver does, it tries again.
        agenda.put(.connect(gateway.place), at: after(milliseconds: generator.number(in: 500...8000)))
    }

    /// Something happened to it: its loop turns, and looks at the time soon.
    func touch(_ gateway: SimulatedGateway) {
        gateway.isTouched = true
        gateway.patience = SimulatedGateway.shortestPatience
    }

    func acknowledge(_ tokens: [UInt64], _ session: Int, to place: Int) {
        guard let gateway = gateways[place], let life = gateway.life, gateway.isConnected,
            gateway.sessionOrdinal == session
        else { return }
        life.session.acknowledged(tokens.count)
        for token in tokens where token < 1 << 63 { inspection.acknowledged[place].add(token) }
        life.gateway.hear(.acknowledged(tokens.map { BrokerAcknowledgement(token: $0, reason: 0) }))
        touch(gateway)
    }

    func tick(_ place: Int, _ ordinal: Int) async {
        guard let gateway = gateways[place], let life = gateway.life, gateway.tickOrdinal == ordinal else { return }
        gateway.clock.change { [now] in $0.now = now }
        if generator.happens(percent: 30) {
            await gateway.count(pulses: generator.number(in: 1...3))
        }
        gateway.wantsReading = true
        life.gateway.look()
        gateway.isTouched = true
        gateway.patience = min(gateway.patience * 16, SimulatedGateway.longestPatience)
    }

    /// One turn of a gateway's loops, and what comes of it.
    func turn(_ gateway: SimulatedGateway) async {
        gateway.isTouched = false
        guard let life = gateway.life else { return }
        gateway.clock.change { [now] in $0.now = now }
        if gateway.wantsReading {
            gateway.wantsReading = false
            let rest = await life.gateway.turnMetering()
            let wait = max(Duration.milliseconds(50), rest)
            gateway.readingOrdinal += 1
            agenda.put(.reading(gateway.place, ordinal: gateway.readingOrdinal), at: now + wait)
        }
        await life.gateway.turnLedger()
        let news = gateway.disk.takeNews()
        for complaint in news.complaints { story.complain("\(gateway.origin): \(complaint)", at: now) }
        for change in life.store.takeDone() { inspect(change, of: gateway) }
        publish(by: gateway, life)
        if gateway.disk.isDead {
            return kill(gateway, "in a commit", restartAfter: generator.number(in: 200...60_000))
        }
        if news.failureCount > 0 {
            story.tell("\(gateway.origin): \(news.failureCount) commits failed", at: now)
            gateway.patience = min(gateway.patience, .seconds(16))
        }
        gateway.tickOrdinal += 1
        agenda.put(.tick(gateway.place, ordinal: gateway.tickOrdinal), at: now + gateway.patience)
    }

    /// Hands to the broker what a turn has published.
    private func publish(by gateway: SimulatedGateway, _ life: SimulatedGateway.Life) {
        let (messages, isBroken) = life.session.takeAll()
        for (message, _) in messages {
            inspect(message, by: gateway)
            publish(message, from: gateway.place, to: nil)
        }
        if isBroken {
            life.session.breakOff(after: nil)
            guard !gateway.diesWhenBroken else {
                return kill(gateway, "while it publishes", restartAfter: generator.number(in: 200...60_000))
            }
            return disconnect(gateway, "in the middle of a burst")
        }
        guard !messages.isEmpty else { return }
        agenda.put(
            .acknowledged(gateway.place, session: gateway.sessionOrdinal, messages.map(\.token)),
            at: after(milliseconds: 50 + 50 * generator.number(in: 0...network.delay)))
    }
}
