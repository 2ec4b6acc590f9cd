import ArgumentParser

/// A duration on the command line: seconds, or a number with `ms`, `s`, `min` or `h`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        let units: [(String, Double)] = [("ms", 0.001), ("min", 60), ("h", 3600), ("s", 1), ("", 1)]
        guard let (suffix, factor) = units.first(where: { argument.hasSuffix($0.0) }),
            let number = Double(argument.dropLast(suffix.count)), number > 0, number.isFinite, number * factor < 1e8
        else { return nil }
        duration = .seconds(number * factor)
    }
}
