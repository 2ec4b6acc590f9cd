package import Metering

/// What is different in a new configuration, and what of it a running gateway cannot take over.
package struct ConfigurationDifference: Hashable, Sendable {
    /// Why the new configuration needs a restart, one reason each; empty when all of it can be taken over.
    package private(set) var refusals: [String] = []
    /// What changes, for the owner, one line each.
    package private(set) var changes: [String] = []
    /// Meters that are new.
    package private(set) var added: [MeterConfiguration] = []
    /// Meters that are there no more.
    package private(set) var removed: [Name] = []
    /// Whether the session with the broker must be another one.
    package private(set) var isBrokerOther = false
    /// Whether the status light is on another line, or comes or goes.
    package private(set) var isLightOther = false

    /// Compares a new configuration with the one in force.
    package init(from old: GatewayConfiguration, to new: GatewayConfiguration) {
        refuseWhatIsReadAtTheStart(old, new)
        compareMeters(old.meters, new.meters)
        if old.registerSync != new.registerSync {
            changes.append("register-sync: \(old.registerSync) → \(new.registerSync)")
        }
        if old.broker != new.broker {
            isBrokerOther = true
            changes.append("broker: \(Self.words(old.broker)) → \(Self.words(new.broker))")
        }
        if old.light != new.light {
            isLightOther = true
            changes.append("light: \(Self.words(old.light)) → \(Self.words(new.light))")
        }
    }

    /// The broker's password or certificates are other ones.
    package mutating func noteOtherAccess() {
        guard !isBrokerOther else { return }
        isBrokerOther = true
        changes.append("broker: its password or certificates are other ones")
    }

    /// Adds a reason why this cannot be taken over.
    package mutating func refuse(_ reason: String) { refusals.append(reason) }

    private mutating func refuseWhatIsReadAtTheStart(_ old: GatewayConfiguration, _ new: GatewayConfiguration) {
        let before = refusals.count
        if old.origin != new.origin {
            refuse("origin: a gateway's name is for ever; \(new.origin) is another gateway, with a folder of its own")
        }
        if old.stateDirectory != new.stateDirectory {
            refuse("state: \(new.stateDirectory) is another folder, which only a restart opens")
        }
        if old.policyFile != new.policyFile { refuse("policy: another file is read by a restart") }
        if old.retention != new.retention { refuse("retention: what may be let go of is found out by a restart") }
        if old.isClockKeptByHost != new.isClockKeptByHost {
            refuse("clock.kept-by-host: what is known of the clock is found out by a restart")
        }
        if old.powerFail != new.powerFail { refuse("power-fail: its line is requested by a restart") }
        guard refusals.count == before else { return }
        // Whatever else there may be in a configuration, and is not compared below.
        var rest = new
        rest.meters = old.meters
        rest.intervalSeconds = old.intervalSeconds
        rest.registerSync = old.registerSync
        rest.broker = old.broker
        rest.light = old.light
        if rest != old { refuse("a key that is only read at a start has another value: restart the service") }
    }

    private mutating func compareMeters(_ old: [MeterConfiguration], _ new: [MeterConfiguration]) {
        let before = Dictionary(old.map { ($0.description.name, $0) }) { first, _ in first }
        removed = old.map(\.description.name).filter { name in !new.contains { $0.description.name == name } }
        changes += removed.map { "meter \($0): taken out; its register is kept" }
        for meter in new {
            let name = meter.description.name
            guard let was = before[name] else {
                added.append(meter)
                changes.append("meter \(name): new")
                continue
            }
            guard was.source == meter.source else {
                refuse(
                    "meters.\(name): another line, profile or model cannot be exact while it counts; take the meter out, reload, put it back with the new one, and reload: its register goes on"
                )
                continue
            }
            compare(was, meter)
        }
    }

    private mutating func compare(_ old: MeterConfiguration, _ new: MeterConfiguration) {
        let (was, now) = (old.description, new.description)
        func note(_ key: String, _ old: some CustomStringConvertible, _ new: some CustomStringConvertible) {
            guard old.description != new.description else { return }
            changes.append("meter \(now.name): \(key) \(old) → \(new)")
        }
        note("impulses", was.constant, now.constant)
        note("ratio", was.ratio, now.ratio)
        note("direction", was.direction.rawValue, now.direction.rawValue)
        note("obis", was.obis, now.obis)
        note("interval", "\(old.intervalSeconds) s", "\(new.intervalSeconds) s")
        note("log", old.isLogged, new.isLogged)
    }

    private static func words(_ broker: BrokerConfiguration?) -> String {
        broker.map { "\($0.host):\($0.port)\($0.tls == nil ? "" : " with TLS")" } ?? "none"
    }

    private static func words(_ line: LineConfiguration?) -> String {
        switch line?.place {
        case .named(let name): name
        case .chip(let label, let offset): "\(label):\(offset)"
        case nil: "none"
        }
    }
}
