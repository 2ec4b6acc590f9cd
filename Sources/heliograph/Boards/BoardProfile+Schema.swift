import Gateway

extension BoardProfile {
    /// Reads a profile. Every key stands in `board/README.md`.
    /// - Throws: all problems of the file at once.
    init(_ file: ConfigurationNode, name: String) throws(ConfigurationError) {
        self = try ConfigurationSection.file(file) { Self.read(&$0, name: name) }
    }

    private static func read(_ section: inout ConfigurationSection, name: String) -> Self? {
        let model = section.value("model") { text throws(ConfigurationFault) in
            try text.nonEmpty("how /proc/device-tree/model begins")
        }
        let chip = section.section("chip", Chip.read)
        let lines = section.section("lines", Line.readAll)
        let led = section.value("led") { text throws(ConfigurationFault) in
            try text.nonEmpty("a name below /sys/class/leds")
        }
        let serial = section.value("serial") { text throws(ConfigurationFault) in try text.nonEmpty("a device file") }
        let clock = section.section("rtc", HardwareClock.read)
        let watchdog = section.section("watchdog", Watchdog.read)
        for (key, example) in [
            ("chip", "chip: {label: pinctrl-bcm2711, bias: true}"),
            ("lines", "lines: {GPIO17: {offset: 17, pin: 11, use: pulse}}"), ("rtc", "rtc: {kind: none}"),
        ] where !section.has(key) {
            section.report(.missingKey(key, example: example))
        }
        guard let chip, let lines, let clock else { return nil }
        return Self(
            name: name, model: model, chip: chip, lines: lines, led: led, serial: serial, hardwareClock: clock,
            watchdog: watchdog)
    }
}

extension BoardProfile.Chip {
    fileprivate static func read(_ section: inout ConfigurationSection) -> Self? {
        let label = section.required("label", example: "label: pinctrl-bcm2711") { text throws(ConfigurationFault) in
            try text.nonEmpty("the chip's label, as “gpiodetect” shows it in brackets")
        }
        let hasBias = section.required("bias", example: "bias: true") { text throws(ConfigurationFault) in
            try text.boolean()
        }
        guard let label, let hasBias else { return nil }
        return Self(label: label, hasBias: hasBias)
    }
}

extension BoardProfile.Line {
    fileprivate static func readAll(_ section: inout ConfigurationSection) -> [Self]? {
        section.names().compactMap { member in
            section.section(member) { read(&$0, name: member.key) }
        }
    }

    private static func read(_ section: inout ConfigurationSection, name: String) -> Self? {
        let offset = section.required("offset", example: "offset: 17") { text throws(ConfigurationFault) in
            try text.integer(in: UInt32(0)...65_535)
        }
        let pin = section.value("pin") { text throws(ConfigurationFault) in try text.integer(in: 1...1000) }
        let use = section.value("use") { text throws(ConfigurationFault) in try text.choice(Use.self) }
        return offset.map { Self(name: name, offset: $0, pin: pin, use: use ?? .free) }
    }
}

extension BoardProfile.HardwareClock {
    fileprivate static func read(_ section: inout ConfigurationSection) -> Self? {
        let kind = section.required("kind", example: "kind: built-in") { text throws(ConfigurationFault) in
            try text.choice(Kind.self)
        }
        let remedy = section.value("remedy") { text throws(ConfigurationFault) in try text.nonEmpty("what to do") }
        if let kind, kind != .none, remedy == nil {
            section.report(
                "remedy", reason: "the check says what to do where no clock is found",
                remedy: "add it, as in “remedy: Add a DS3231 and dtoverlay=i2c-rtc,ds3231.”")
        }
        return kind.map { Self(kind: $0, remedy: remedy) }
    }
}

extension BoardProfile.Watchdog {
    fileprivate static func read(_ section: inout ConfigurationSection) -> Self? {
        let device = section.required("device", example: "device: /dev/watchdog0") { text throws(ConfigurationFault) in
            try text.nonEmpty("a device file")
        }
        let limit = section.required("limit", example: "limit: 15 s") { text throws(ConfigurationFault) in
            try text.duration(in: .seconds(1)...(.seconds(3600)))
        }
        guard let device, let limit else { return nil }
        return Self(device: device, limit: limit)
    }
}
