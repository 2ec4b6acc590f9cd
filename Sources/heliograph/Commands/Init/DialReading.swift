import Metering

/// What a billing meter shows, as a person reads it off.
enum DialReading {
    /// `12345.678` or `12345,678` kWh, at most three decimals; `nil` for anything else.
    static func parse(_ text: String) -> Joules? {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        guard (1...2).contains(parts.count), parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let whole = Int64(parts[0]), whole <= 1_000_000_000
        else { return nil }
        guard parts.count == 2 else { return Joules(whole * 3_600_000) }
        guard (1...3).contains(parts[1].count), let decimals = Int64(parts[1]) else { return nil }
        let wattHours = parts[1].count == 1 ? decimals * 100 : parts[1].count == 2 ? decimals * 10 : decimals
        return Joules(whole * 3_600_000 + wattHours * 3600)
    }
}
