import Ledger
import Logging
import Metering
import Statements

extension LedgerService {
    /// How many entries of a log go in one transaction, so that signing never waits for long.
    private static let stepLimit: UInt64 = 4096
    /// How long to wait once there was nothing to let go of.
    private static let rest: Duration = .seconds(600)

    /// Lets go of entries that are old enough, that every mirror has, and that the policy does not ask for: one step of each
    /// log, now and then. Says what the store takes.
    func lookAfterDisk() async {
        let moment = timekeeper.now()
        guard storeRetryAt == nil, moment.isDue(diskSeenAt, after: Self.rest) else { return }
        diskSeenAt = moment.monotonic
        guard let store = store as? any ForgettingStore else { return }
        do {
            // The age is one by the clock, so the clock has to be believed.
            if let retention = limits.retention, moment.mayCosign {
                let horizon = moment.stamp.time.nanoseconds - Int64(clamping: retention.wholeNanoseconds)
                for origin in [street.identity.origin] + street.identity.otherLogs {
                    if try await letGo(of: origin, signedBefore: UnixTime(nanoseconds: horizon), in: store) {
                        diskSeenAt = nil  // there may be more
                    }
                }
            }
            account.disk = try await store.diskUse()
        } catch {
            raise("old entries could not be let go of: \(error)")
        }
    }

    /// - Returns: whether anything went.
    private func letGo(
        of origin: Origin, signedBefore horizon: UnixTime, in store: any ForgettingStore
    ) async throws -> Bool {
        guard let retention = street.retention(of: origin) else { return false }
        account.retention[origin] = retention
        let tile = UInt64(Tile.fullWidth)
        var end = retention.firstIndex
        while end < min(retention.end, retention.firstIndex + Self.stepLimit) {
            // Entries are dated in their order, so the last of a tile is its newest.
            let newest = try await store.entries(
                of: origin, from: end + tile - 1, countLimit: 1, byteLimit: Entry.sizeLimit)
            guard let entry = newest.first,
                try StatementHeader(of: Entry(parsing: entry)).issuedAt.nanoseconds < horizon.nanoseconds
            else { break }
            end += tile
        }
        guard end > retention.firstIndex else { return false }
        await writeRecords(evenYoung: true)  // what goes, goes because of a record
        guard storeRetryAt == nil else { return false }
        try await store.letGo(of: origin, below: end)
        street.letGo(of: origin, below: end)
        account.retention[origin]?.firstIndex = end
        logger.info("let go of old entries", metadata: ["log": "\(origin)", "below": "\(end)"])
        return true
    }
}
