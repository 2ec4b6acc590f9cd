import Gateway
import Ledger
import Metering
import Statements

/// What an honest gateway must not publish, and must not have done.
extension SimulatedStreet {
    private var cryptography: any Cryptography { options.scheme.cryptography }

    /// A change that the gateway was told is durable.
    func inspect(_ change: LedgerChange, of gateway: SimulatedGateway) {
        switch change {
        case .published(gateway.origin, let end):
            inspection.cursor[gateway.place] = max(end, inspection.cursor[gateway.place])
        case .evidence(let origin, _):
            guard let place = places[origin] else { return }
            if inspection.isLiar[place] {
                if inspection.convicted.insert(place).inserted {
                    story.tell("\(gateway.origin) has evidence against \(origin)", at: now)
                }
            } else {
                story.complain("\(gateway.origin) convicted \(origin), which is honest", at: now)
            }
        case .keptRecord(let origin, _):
            guard let kept = gateway.disk.log(origin, { $0.newestKept }) else { return }
            inspectTime(of: kept, by: gateway)
        case .note(let origin, .recorded, let bytes?):
            do {
                try inspectRecord(SignedNote(parsing: bytes), by: gateway)
            } catch {
                story.complain("\(gateway.origin) keeps a record of \(origin) that cannot be read: \(error)", at: now)
            }
        default: return
        }
    }

    /// A message that an honest gateway hands to the broker.
    func inspect(_ message: BrokerMessage, by gateway: SimulatedGateway) {
        guard let topic = Topic(message.topic) else { return }
        do {
            switch topic {
            case .statement: inspect(entry: message, by: gateway)
            case .checkpoint: try inspect(checkpoint: SignedNote(parsing: message.payload), by: gateway)
            case .recorded: try inspect(record: SignedNote(parsing: message.payload), by: gateway)
            case .cosignature(_, let of):
                let log = Origin(community: gateway.origin.community, gateway: of)
                try inspect(cosignature: message.payload, of: log, by: gateway)
            case .genesis, .ask, .answer, .status, .evidence, .policy: return
            }
        } catch {
            story.complain("\(gateway.origin) published what nobody can read on \(message.topic): \(error)", at: now)
        }
    }

    /// No index twice with different bytes, and nothing again that the broker is known to have.
    private func inspect(entry message: BrokerMessage, by gateway: SimulatedGateway) {
        guard let index = message.index else { return }
        let place = gateway.place
        let digest = cryptography.sha256(message.payload).words[0]
        if let before = inspection.entries[place].updateValue(digest, forKey: index), before != digest {
            story.complain("\(gateway.origin) published two entries \(index)", at: now)
        }
        if index < inspection.cursor[place] {
            story.complain(
                "\(gateway.origin) sends entry \(index) again, and knew that the broker has all below \(inspection.cursor[place])",
                at: now)
        }
    }

    private func inspect(checkpoint note: SignedNote, by gateway: SimulatedGateway) throws {
        let head = try Checkpoint(parsing: note.text)
        let place = gateway.place
        if head.size > inspection.acknowledged[place].end {
            story.complain(
                "\(gateway.origin) offers \(head.size) entries, and the broker acknowledged \(inspection.acknowledged[place].end)",
                at: now)
        }
        let isCosigned = !note.signatures(by: policies.cards[gateway.card].key).isEmpty
        stand(for: head, by: gateway, isCosigned: isCosigned)
    }

    /// A checkpoint's text without the lines below it, which nobody here asks for; they have tests, and cost most of a note.
    private static func text(of note: [UInt8]) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        let end = note.indices.dropFirst().first { note[$0] == newline && note[$0 - 1] == newline }
        return Array(note[..<(end ?? note.endIndex)])
    }

    /// What a cosignature promises: every entry is on this disk now, and nothing that it said before is contradicted.
    private func inspect(cosignature note: [UInt8], of log: Origin, by gateway: SimulatedGateway) throws {
        let head = try Checkpoint(parsing: Self.text(of: note))
        guard head.origin == log, let place = places[log] else {
            return story.complain("\(gateway.origin) cosigned \(head.origin) on the topic of \(log)", at: now)
        }
        stand(for: head, by: gateway, isCosigned: true)
        if daysAsleep > 0 { try inspectGrace(of: SignedNote(parsing: note), log: place, by: gateway) }
    }

    private func inspect(record note: SignedNote, by gateway: SimulatedGateway) throws {
        try inspectRecord(note, by: gateway)
        let size = try Checkpoint(parsing: note.text).size
        inspectDates(of: note, size: size)
        inspection.announced[gateway.place] = max(size, inspection.announced[gateway.place])
    }

    /// A liar's cosignatures count like anybody's.
    func inspect(lie message: BrokerMessage, by place: Int) {
        switch Topic(message.topic) {
        case .checkpoint, .recorded, .cosignature:
            guard let note = try? SignedNote(parsing: message.payload),
                let head = try? Checkpoint(parsing: note.text), let log = places[head.origin]
            else { return }
            for line in note.signatures {
                guard let card = policies.index(claimedBy: line), policies.cards[card].place == place,
                    Cosignature.verify(line, over: note.text, by: policies.cards[card].key, cryptography) != nil
                else { continue }
                vote(log: log, head, nil, by: card)
            }
        default: return
        }
    }

    /// An honest gateway says that it holds this head.
    private func stand(for head: Checkpoint, by gateway: SimulatedGateway, isCosigned: Bool) {
        guard let log = places[head.origin] else { return }
        let known = inspection.heads[log][head.size]?.first { $0.root == head.root }?.link
        let (link, root) = gateway.disk.log(head.origin) { [cryptography] copy -> (UInt64?, Digest?) in
            let link = copy.link(at: head.size)
            // A root that an honest gateway stood for before need not be worked out again.
            let isKnown = link == nil || known != nil && known == link
            return (link, isKnown ? nil : copy.root(at: head.size, cryptography))
        }
        guard let link else {
            return story.complain(
                "\(gateway.origin) speaks for \(head.size) entries of \(head.origin) that are not on its disk", at: now)
        }
        if let root, root != head.root {
            return story.complain(
                "\(gateway.origin) speaks for \(head.size) entries of \(head.origin) and holds others", at: now)
        }
        if isCosigned {
            follow(Inspection.Beginning(size: head.size, link: link), of: log, by: gateway)
            let copy = gateway.disk.log(head.origin) { $0 }
            vote(log: log, head, (copy, link), by: gateway.card)
        }
    }

    /// A mirror never cosigns less than before, nor another history.
    private func follow(_ head: Inspection.Beginning, of log: Int, by gateway: SimulatedGateway) {
        guard let before = inspection.cosigned[gateway.place][log] else {
            return inspection.cosigned[gateway.place][log] = head
        }
        if head.size >= before.size { inspection.cosigned[gateway.place][log] = head }
        if head.size < before.size {
            story.complain(
                "\(gateway.origin) cosigns \(origins[log]) at \(head.size), after \(before.size)", at: now)
        } else if gateway.disk.log(origins[log], { $0.link(at: before.size) }) != before.link {
            story.complain("\(gateway.origin) cosigns another history of \(origins[log]) than before", at: now)
        }
    }
}
