internal import Metering
internal import Meters
internal import Statements

extension MeterConfiguration {
    private enum Kind: String, CaseIterable { case pulse, simulated }

    /// What a genesis has room for.
    static let meterLimit = Genesis.meterLimit

    static func readAll(_ section: inout ConfigurationSection, gatewayInterval: Int64) -> [Self] {
        let members = section.names()
        if members.count > meterLimit {
            section.report(
                .unfit(
                    key: "meters", reason: "a gateway reads at most \(meterLimit) meters",
                    remedy: "set up a second gateway"), at: members[meterLimit].position)
        }
        return members.compactMap { member in
            let name = nameOrProblem(of: member, in: &section)
            return section.section(member) { section in
                read(&section, name: name, gatewayInterval: gatewayInterval)
            }
        }
    }

    private static func nameOrProblem(of member: ConfigurationMember, in section: inout ConfigurationSection) -> Name? {
        let text = ConfigurationText(key: section.path + member.key, text: member.key)
        guard let name = try? Name(member.key) else {
            section.report(text.fault("1 to 63 of a-z, 0-9, “.” and “-” as a meter's name"), at: member.position)
            return nil
        }
        return name
    }

    /// `name` is `nil` where it was a problem; the rest is read all the same.
    private static func read(_ section: inout ConfigurationSection, name: Name?, gatewayInterval: Int64) -> Self? {
        let kind = section.value("kind") { text throws(ConfigurationFault) in try text.choice(Kind.self) } ?? .pulse
        let direction =
            section.value("direction") { text throws(ConfigurationFault) in try text.choice(Direction.self) }
            ?? .production
        let source: Source?
        switch kind {
        case .pulse: source = pulseSource(&section)
        case .simulated: source = SimulatedSource.read(&section).map { .simulated($0) }
        }
        let impulses = section.required("impulses", example: "impulses: 1000") { text throws(ConfigurationFault) in
            try text.rational("the impulses per kWh on the meter's plate, as in 1000 or 562.5")
        }
        let ratio = section.value("ratio") { text throws(ConfigurationFault) in
            try text.rational("what a transformer multiplies by, as in 20 or 200/5")
        }
        let obis = section.value("obis") { text throws(ConfigurationFault) in
            try text.nonEmpty("an OBIS code, as in 1-0:2.8.0")
        }
        let (interval, isLogged) = visibility(&section, direction: direction, gatewayInterval: gatewayInterval)

        guard let name, let source, let impulses else { return nil }
        do throws(MeterError) {
            let description = try MeterDescription(
                name: name, constant: impulses, ratio: ratio ?? .one, direction: direction,
                obis: obis ?? direction.usualObis)
            return Self(description: description, source: source, intervalSeconds: interval, isLogged: isLogged)
        } catch {
            section.report(error)
            return nil
        }
    }

    private static func pulseSource(_ section: inout ConfigurationSection) -> Source? {
        let line = section.line()
        let profile = section.value("profile") { text throws(ConfigurationFault) in
            guard let profile = PulseProfile.named(text.text) else {
                throw text.unknownChoice(of: PulseProfile.all.map(\.name))
            }
            return profile
        }
        return line.map { .pulse($0, profile ?? .s0) }
    }

    /// How often a meter's readings are taken, and whether the street sees them. A household's are its owner's
    /// business unless the owner said otherwise, and then they stay coarse.
    private static func visibility(
        _ section: inout ConfigurationSection, direction: Direction, gatewayInterval: Int64
    ) -> (intervalSeconds: Int64, isLogged: Bool) {
        let written = section.interval()
        let consent = section.value("log") { text throws(ConfigurationFault) in try text.boolean() }
        guard direction == .import else { return (written ?? gatewayInterval, consent ?? true) }
        if let written, written < householdIntervalMinimum {
            section.report(
                "interval", reason: "a household's shorter intervals show when somebody is at home",
                remedy: "take \(householdIntervalMinimum) s or longer")
        }
        return (written ?? max(gatewayInterval, householdIntervalMinimum), consent ?? false)
    }
}

extension ConfigurationSection {
    /// Puts a meter's own complaint where it can be mended.
    fileprivate mutating func report(_ error: MeterError) {
        switch error {
        case .malformedObis:
            report("obis", reason: "it is not an OBIS code", remedy: "write five numbers, as in 1-0:2.8.0")
        case .reservedName(let name):
            report(
                .unfit(
                    key: String(path.dropLast()), reason: "the gateway uses the name “\(name)” itself",
                    remedy: "choose another, such as “pv”"))
        default: report(.unfit(key: String(path.dropLast()), reason: "\(error)", remedy: "mend this meter"))
        }
    }
}

extension Direction {
    /// The register that such a meter usually is: energy taken from the grid, or given to it.
    fileprivate var usualObis: String { self == .import ? "1-0:1.8.0" : "1-0:2.8.0" }
}
