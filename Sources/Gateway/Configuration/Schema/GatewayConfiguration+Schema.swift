internal import Metering
internal import Statements

extension GatewayConfiguration {
    /// Reads a configuration. Every key, its range and its default stand in the folder's README.
    /// - Throws: all problems of the file at once.
    package init(_ file: ConfigurationNode) throws(ConfigurationError) {
        self = try ConfigurationSection.file(file, Self.read)
    }

    /// `nil` only where a problem was noted.
    private static func read(_ section: inout ConfigurationSection) -> Self? {
        let origin = section.required("origin", example: "origin: linden.energy/roof-a") {
            text throws(ConfigurationFault) in
            guard text.text != originPlaceholder else {
                throw .unfit(
                    key: text.key, reason: "this is the placeholder that the package came with",
                    remedy: "write this gateway's name for ever, a pseudonym as in “linden.energy/roof-a”")
            }
            guard let origin = try? Origin(text.text) else {
                throw text.fault("community/name, each of a-z, 0-9, “.” and “-”, as in “linden.energy/roof-a”")
            }
            return origin
        }
        let state = section.value("state") { text throws(ConfigurationFault) in
            try text.nonEmpty("a folder")
        }
        let policy = section.value("policy") { text throws(ConfigurationFault) in try text.nonEmpty("a file") }
        let interval = section.interval()
        let registerSync = section.value("register-sync") { text throws(ConfigurationFault) in
            try text.duration(in: .seconds(1)...(.seconds(60)))
        }
        let retention = section.value("retention") { text throws(ConfigurationFault) in
            try text.duration(in: .days(30)...(.days(36_500)))
        }
        let broker = section.section("broker", BrokerConfiguration.read)
        let light = section.section("light") { $0.line() }
        let powerFail = section.section("power-fail") { $0.line() }
        let clockIsKept = section.section("clock") { clock in
            clock.value("kept-by-host") { text throws(ConfigurationFault) in try text.boolean() }
        }
        let meters = section.section("meters") { meters in
            MeterConfiguration.readAll(&meters, gatewayInterval: interval ?? 60)
        }

        guard let origin else { return nil }
        var configuration = Self(origin: origin)
        if let state { configuration.stateDirectory = state }
        configuration.policyFile = policy
        configuration.retention = retention
        configuration.broker = broker
        configuration.light = light
        configuration.powerFail = powerFail
        configuration.meters = meters ?? []
        if let interval { configuration.intervalSeconds = interval }
        if let registerSync { configuration.registerSync = registerSync }
        if let clockIsKept { configuration.isClockKeptByHost = clockIsKept }
        return configuration
    }
}

extension Duration {
    fileprivate static func days(_ count: Int64) -> Self { .seconds(86_400 * count) }
}

extension ConfigurationSection {
    /// `interval`, at most an hour and a divisor of a day; `nil` when it was not written or is not one.
    mutating func interval() -> Int64? {
        let seconds = value("interval") { text throws(ConfigurationFault) in
            try text.duration(in: .seconds(1)...(.seconds(3600))).components
        }
        guard let seconds else { return nil }
        guard seconds.attoseconds == 0, 86_400 % seconds.seconds == 0 else {
            report(
                "interval", reason: "readings end at the same times every day, so an interval divides 24 hours",
                remedy: "take 5, 10, 30, 60, 300, 900 or 3600 s")
            return nil
        }
        return seconds.seconds
    }
}
