import Gateway
import Metering

/// What the broker and the network do with a message.
extension SimulatedStreet {
    /// Hands a message to those who subscribed to it.
    /// - Parameter chosen: to nobody but these, where somebody has the broker on his side.
    func publish(_ message: BrokerMessage, from sender: Int, to chosen: Set<Int>?) {
        if chosen == nil { broker.keep(message, from: sender) }
        for receiver in broker.receivers(of: message.topic) where chosen?.contains(receiver) ?? true {
            send(message, from: sender, to: receiver)
        }
    }

    private func send(_ message: BrokerMessage, from sender: Int, to receiver: Int) {
        guard network.carries(from: sender, to: receiver) || sender == receiver else { return }
        guard !generator.happens(percent: network.loss) else { return }
        for _ in 0...(generator.happens(percent: network.repetition) ? 1 : 0) {
            let steps = network.delay > 0 ? generator.number(in: 0...network.delay) : 0
            agenda.put(.message(receiver, message), at: after(milliseconds: 50 + 50 * steps))
        }
    }

    func deliver(_ message: BrokerMessage, to receiver: Int) async {
        if let liar = liars[receiver] {
            for (lie, chosen) in await liar.hear(message, at: now, &generator) {
                publish(lie: lie, from: receiver, to: chosen)
            }
            return
        }
        guard let gateway = gateways[receiver] else { return }
        guard let life = gateway.life, gateway.isConnected else { return broker.queue(message, for: receiver) }
        result.messageCount += 1
        life.gateway.hear(.message(message))
        touch(gateway)
    }

    private func publish(lie: BrokerMessage, from place: Int, to chosen: Set<Int>?) {
        inspect(lie: lie, by: place)
        publish(lie, from: place, to: chosen)
    }

    func lie(_ place: Int) async {
        guard let liar = liars[place] else { return }
        let seconds = Int64(now.nanoseconds / 1_000_000_000)
        let lies = await liar.act(
            at: now, version: versionInForce, isFirstHalf: seconds * 2 < options.daySeconds, &generator)
        if let told = liar.takeNews() { story.tell("\(origins[place]) lies: \(told)", at: now) }
        for (lie, chosen) in lies { publish(lie: lie, from: place, to: chosen) }
        let rest =
            options.intervalSeconds * 1000 - Int64(now.nanoseconds / 1_000_000) % (options.intervalSeconds * 1000)
        agenda.put(.lie(place), at: after(milliseconds: Int(rest) + generator.number(in: 50...2000)))
    }
}
