import GPIO
import Gateway
import Metering

/// What is looked at: a line and how to request it, or a recording; and what a pulse of it is worth.
struct ScopeSubject {
    /// For people: the line with its settings, or the recording's name.
    let title: String
    /// `nil` for a recording.
    let request: InputRequest?
    /// What the line is called on the command line or in the configuration; for a recording its name.
    let name: String
    /// What pulses are worth.
    let meter: MeterDescription

    /// - Throws: an unusable ``Finding``: no such meter, or a meter without a line.
    init(_ scope: Scope) throws {
        let constant = try scope.impulses.map { text throws(Finding) in
            guard let constant = Rational(parsing: text) else {
                throw .unusable(
                    "“\(text)” are no impulses per kWh: write a number as on the plate, as in 1000 or 562.5.")
            }
            return constant
        }
        let line = scope.line ?? ""
        if let recording = scope.replay {
            (title, name, request) = (recording, recording, nil)
        } else if let path = scope.file {
            let meter = try Self.meter(line, in: try ConfigurationFile(reading: path))
            (name, request) = (line, meter.request)
            title = "\(line): \(Self.words(for: meter.request))"
            self.meter = constant == nil ? meter.description : try Self.description(constant)
            return
        } else {
            let request = InputRequest(
                line: LineName(line), bias: scope.bias ?? .asIs, isActiveLow: scope.activeLow)
            (title, name, self.request) = (Self.words(for: request), line, request)
        }
        meter = try Self.description(constant)
    }

    /// Takes hold of the line.
    /// - Throws: an unusable ``Finding`` that says who holds it, and what to do.
    func open() throws(Finding) -> EdgeSource {
        do throws(GPIOError) {
            return try EdgeSource(request.map { [$0] } ?? [])
        } catch .lineBusy(let line, holder: "heliograph") {
            throw .unusable(
                """
                line \(line) is held by “heliograph”: the service counts on it, and a line has one reader. \
                Stop it for so long (sudo systemctl stop heliograph), or look at recorded edges (--replay FILE).
                """)
        } catch {
            throw .unusable("\(error)")
        }
    }

    private static func description(_ constant: Rational?) throws -> MeterDescription {
        try MeterDescription(
            name: Name("scope"), constant: constant ?? Rational(1000) ?? .one, direction: .production,
            obis: "1-0:2.8.0")
    }

    private static func meter(
        _ name: String, in file: ConfigurationFile
    ) throws(Finding) -> (description: MeterDescription, request: InputRequest) {
        let meters = file.configuration.meters
        guard let meter = meters.first(where: { $0.description.name.text == name }) else {
            let known = meters.map { "“\($0.description.name)”" }.joined(separator: ", ")
            throw .unusable(
                "\(file.path) has no meter “\(name)”: it has \(known.isEmpty ? "none" : known). Without --configuration, “\(name)” is a line."
            )
        }
        guard case .pulse(let line, _) = meter.source else {
            throw .unusable("the meter “\(name)” is simulated: it has no line to look at.")
        }
        return (meter.description, line.inputRequest)
    }

    private static func words(for request: InputRequest) -> String {
        "line \(request.line), \(request.bias.rawValue), active \(request.isActiveLow ? "low" : "high")"
    }
}
