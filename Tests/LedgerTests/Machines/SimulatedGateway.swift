import Ledger
import Metering
import Signing
import Statements
import Testing

/// One gateway of a simulated neighbourhood: what is on its disk, and while it runs its machines and its meter.
final class SimulatedGateway {
    let origin: Origin
    let meter: MeterDescription
    /// What its pulses are worth.
    var scale: EnergyScale
    var identity: LedgerIdentity
    var disk = SimulatedDisk()
    /// `nil` while it is dead.
    var street: Street?
    var quality = ClockQuality.synchronised
    /// The meter's totals before this start, and what was counted since.
    var base = Register()
    var counted = Register()
    var questions: [UInt64: (query: LedgerQuery, deadline: MonotonicTime)] = [:]
    /// Acknowledgements that came, beyond the first that did not.
    var acknowledged: Set<UInt64> = []
    /// The first entry that was not handed to the broker in this session.
    var next: UInt64 = 0
    /// Counts connections: what was acknowledged in another one does not count.
    var session = 0
    var isConnected = false
    var alarms: [LedgerAlarm] = []
    /// What waits for the own log to be whole again.
    var held: [Draft] = []
    var refusedCount = 0
    /// The copy of an older life, with its mirror key, may cosign what it has forgotten.
    var isRolledBack = false

    init(_ gateway: SimulatedStreet.Gateway, ordinal: Int, policy: Policy) throws {
        origin = gateway.origin
        meter = try MeterDescription(
            name: Name("pv"), constant: #require(Rational(1000)), direction: .production, obis: "1-0:2.8.0")
        scale = EnergyScale(of: meter)
        identity = try LedgerIdentity(
            origin: gateway.origin, policy: policy, cryptography: cryptography,
            statementSigner: SimulatedStreet.signer(UInt8(33 + ordinal)), logSigner: gateway.logSigner,
            mirrorSigner: gateway.mirrorSigner)
    }

    var total: Register { base + counted }

    func own<Value>(_ value: (SimulatedDisk.Log) -> Value) -> Value { value(disk.logs[origin] ?? .init()) }

    /// How much of its log is recorded, as far as it knows.
    var recordedSize: UInt64 { street?.writer.recorded?.checkpoint.size ?? 0 }
    var size: UInt64 { own(\.frontier).size }
}
