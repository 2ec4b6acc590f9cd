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
        guard let note = try? SignedNote(parsing: kept.note),
            let record = try? policy.check(note, options.scheme.cryptography)
        else { return nil }
        inspectDates(of: record)
        let times = record.cosigners.filter { places[$0.origin].map { !inspection.isLiar[$0] } ?? false }.map(\.time)
        guard let earliest = times.min(), let latest = times.max() else { return nil }
        return earliest...latest
    }

    /// An honest mirror dates a head once, in whatever life and however often it says so.
    func inspectDates(of record: VerifiedNote) {
        guard let log = places[record.checkpoint.origin] else { return }
        for cosigner in record.cosigners {
            guard let mirror = places[cosigner.origin], !inspection.isLiar[mirror] else { continue }
            let head = Inspection.Cosigned(mirror: mirror, log: log, size: record.checkpoint.size)
            let before = inspection.dates.updateValue(cosigner.time, forKey: head)
            if let before, before != cosigner.time {
                story.complain(
                    "\(cosigner.origin) cosigned \(head.size) entries of \(origins[log]) at \(before), and at \(cosigner.time)",
                    at: now)
            }
        }
    }
}
