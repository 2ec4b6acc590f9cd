extension ConfigurationSection {
    /// The keys of a GPIO line, which stand beside those of what is wired to it.
    mutating func line() -> LineConfiguration? {
        let bias = value("bias") { text throws(ConfigurationFault) in try text.choice(LineConfiguration.Bias.self) }
        let isActiveLow = value("active-low") { text throws(ConfigurationFault) in try text.boolean() }
        let place = place()
        return place.map { LineConfiguration(place: $0, bias: bias ?? .asIs, isActiveLow: isActiveLow ?? false) }
    }

    private mutating func place() -> LineConfiguration.Place? {
        let name = value("line") { text throws(ConfigurationFault) in
            try text.nonEmpty("the name of a line, as “gpioinfo” shows it")
        }
        let label = value("chip") { text throws(ConfigurationFault) in
            // Numbers move with every kernel: /dev/gpiochip0 may be another chip tomorrow.
            let label = try text.nonEmpty("the label of a chip, as “gpiodetect” shows it in brackets")
            guard !label.contains("gpiochip") else {
                throw .unfit(
                    key: text.key, reason: "chip numbers change from one kernel to the next",
                    remedy: "write the label, which “gpiodetect” shows in brackets")
            }
            return label
        }
        let offset = value("offset") { text throws(ConfigurationFault) in try text.integer(in: UInt32(0)...65_535) }

        switch (has("line"), has("chip"), has("offset")) {
        case (true, false, false): return name.map { .named($0) }
        case (false, true, true):
            guard let label, let offset else { return nil }
            return .chip(label: label, offset: offset)
        case (true, _, _):
            report(
                "line", reason: "a line is named by “line”, or by “chip” and “offset”", remedy: "remove one of the two")
        case (false, true, false):
            report("chip", reason: "a chip has many lines", remedy: "add “offset”, the line's number on it")
        case (false, false, true):
            report("offset", reason: "every chip has a line of that number", remedy: "add “chip”, the chip's label")
        case (false, false, false): report(.missingKey(path + "line", example: "line: GPIO17"))
        }
        return nil
    }
}
