import ArgumentParser
import Metering

/// What a billing meter shows, on the command line: `12345.6kWh`, with or without the unit.
struct DialArgument: ExpressibleByArgument {
    let energy: Joules

    init?(argument: String) {
        var text = argument[...]
        if text.lowercased().hasSuffix("kwh") { text = text.dropLast(3) }
        while text.last == " " { text = text.dropLast() }
        guard let energy = DialReading.parse(String(text)) else { return nil }
        self.energy = energy
    }
}
