import Ledger
import Statements

/// What gateways say of when something was recorded.
extension SimulatedStreet {
    /// The recorded time that a gateway keeps lies between those that honest mirrors of that record claimed, whatever liars claim.
    func inspectTime(of kept: KeptRecord, by gateway: SimulatedGateway) {
        let honest = inspection.honestTimes[kept.digest] ?? honestTimes(of: kept)
        inspection.honestTimes.updateValue(honest, forKey: kept.digest)
        guard let honest, honest ~= kept.time else {
            let claims = honest.map { "\($0)" } ?? "none"
            return story.complain(
                "\(gateway.origin) says that \(kept.size) entries were recorded at \(kept.time), and honest mirrors \(claims)",
                at: now)
        }
    }

    private func honestTimes(of kept: KeptRecord) -> ClosedRange<UInt64>? {
        guard let note = try? SignedNote(parsing: kept.note) else { return nil }
        let times = inspectDates(of: note, size: kept.size)
        guard let earliest = times.min(), let latest = times.max() else { return nil }
        return earliest...latest
    }

    /// An honest mirror dates a head once, in whatever life and however often it says so.
    /// - Returns: when honest mirrors of this note say that they cosigned it.
    @discardableResult
    func inspectDates(of note: SignedNote, size: UInt64) -> [UInt64] {
        guard let origin = try? Checkpoint(parsing: note.text).origin, let log = places[origin] else { return [] }
        return note.signatures.compactMap { line in
            guard let card = policies.index(claimedBy: line), !inspection.isLiar[policies.cards[card].place],
                let time = Cosignature.verify(
                    line, over: note.text, by: policies.cards[card].key, options.scheme.cryptography)
            else { return nil }
            let head = Inspection.Cosigned(card: card, log: log, size: size)
            let before = inspection.dates.updateValue(time, forKey: head)
            if let before, before != time {
                story.complain(
                    "\(line.name) cosigned \(size) entries of \(origins[log]) at \(before), and at \(time)", at: now)
            }
            return time
        }
    }
}
