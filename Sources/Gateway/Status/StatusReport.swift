import FoundationEssentials
import Ledger
import Metering
import Statements

/// What a gateway says of itself on its `status` topic: JSON, unsigned, for people and dashboards. No decision rests on
/// it.
package struct StatusReport: Codable, Hashable, Sendable {
    /// `false` in the will that the broker publishes when the connection dies.
    package var online: Bool
    /// The software's version.
    package var version: String
    /// How long the service has run.
    package var uptime_s: Int64?
    /// The own log's size.
    package var signed: UInt64?
    /// Own entries below this index are acknowledged by the broker.
    package var published: UInt64?
    /// The size of the newest own record.
    package var recorded: UInt64?
    /// How many mirrors signed the newest record.
    package var cosigners: Int?
    /// When the newest record was made, POSIX seconds by the gateway's own clock.
    package var recorded_at: Int64?
    /// Statements that the broker does not have yet.
    package var backlog: UInt64?
    /// OCMF's letter for the quality of the clock.
    package var clock: String?
    /// SHA-256 of the canonical policy, hexadecimal.
    package var policy: String?
    /// Momentary power in W and the register in J of each meter.
    package var meters: [String: MeterStatus]?
    /// The size here of each mirrored log.
    package var mirrored: [String: UInt64]?
    /// Of logs whose beginning was let go here, the first entry that is kept, the genesis apart.
    package var kept_from: [String: UInt64]?
    /// Of logs of which more could be let go, the mirrors that are not known to hold it.
    package var retention_waits_for: [String: [String]]?
    /// What the database takes on the disk.
    package var database_bytes: UInt64?
    /// How much of that is free for new entries.
    package var database_free_bytes: UInt64?
    /// Statements that wait in memory until the own log is recovered.
    package var held: Int?
    /// Input that was refused since the start.
    package var refused: Int?
    /// Messages that arrived faster than they could be looked at.
    package var dropped: Int?
    /// Why this gateway does not cosign.
    package var silent: String?
    /// What needs a person, the newest last.
    package var alarms: [String]?

    /// What a meter shows right now.
    package struct MeterStatus: Codable, Hashable, Sendable {
        /// Momentary power.
        package var power_w: Int64
        /// The register as energy.
        package var energy_j: Int64
        /// The register.
        package var pulses: Int64
    }

    /// What the store takes, and what was let go to keep it small; nothing where there is nothing to say.
    mutating func add(_ disk: DiskUse?, _ retention: [Origin: LogRetention]) {
        func names<Value>(_ values: [Origin: Value]) -> [String: Value]? {
            values.isEmpty ? nil : Dictionary(uniqueKeysWithValues: values.map { ($0.key.description, $0.value) })
        }
        database_bytes = disk?.bytes
        database_free_bytes = disk?.freeBytes
        kept_from = names(retention.mapValues(\.firstIndex).filter { $0.value > 0 })
        retention_waits_for = names(retention.mapValues { $0.slow.map(\.description) }.filter { !$0.value.isEmpty })
    }

    /// The will: a gateway that is gone.
    package static func offline(version: String) -> Self { Self(online: false, version: version) }

    /// The JSON object, keys in order.
    package var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }
}
