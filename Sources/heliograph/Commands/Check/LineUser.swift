import GPIO
import Gateway
import Metering

/// Something that a line is for, and how it requests it.
struct LineUser {
    /// What uses a line.
    enum Purpose {
        /// A meter's pulses; `impulses` per kWh, as far as they are known.
        case pulses(PulseProfile, impulses: Rational?)
        case light
        case powerFail
        /// What only the board's profile says of it.
        case proposed(BoardProfile.Line.Use)
    }

    /// A meter's name, “light”, “power-fail”, or what the board's profile proposes the line for.
    let name: String
    let line: LineConfiguration
    let purpose: Purpose

    /// Whether it is an input that pulses are expected on.
    var isPulseInput: Bool { if case .pulses = purpose { true } else { false } }

    /// The lines of a configuration; without one, those that a board's profile proposes, where its chip is there.
    static func all(
        of configuration: GatewayConfiguration?, or profile: BoardProfile?, in directory: LineDirectory?
    ) -> [LineUser] {
        guard let configuration else {
            guard let profile, directory?.chips.contains(where: { $0.label == profile.chip.label }) == true else {
                return []
            }
            return profile.lines.compactMap(LineUser.init)
        }
        let ofMeters = configuration.meters.compactMap { meter -> LineUser? in
            guard case .pulse(let line, let profile) = meter.source else { return nil }
            return LineUser(
                name: meter.description.name.text, line: line,
                purpose: .pulses(profile, impulses: meter.description.constant))
        }
        let others = [
            configuration.light.map { LineUser(name: "light", line: $0, purpose: .light) },
            configuration.powerFail.map { LineUser(name: "power-fail", line: $0, purpose: .powerFail) },
        ]
        return ofMeters + others.compactMap { $0 }
    }

    init(name: String, line: LineConfiguration, purpose: Purpose) {
        self.name = name
        self.line = line
        self.purpose = purpose
    }

    /// `nil` for a line that is proposed for nothing.
    private init?(_ line: BoardProfile.Line) {
        guard line.use != .free else { return nil }
        name = line.use.rawValue
        // An open collector against the chip's own resistor: what a bare input is wired for.
        self.line = LineConfiguration(place: .named(line.name), bias: .pullUp, isActiveLow: true)
        purpose = line.use == .pulse ? .pulses(.s0, impulses: nil) : .proposed(line.use)
    }
}

/// A line that was found.
struct FoundLine {
    let user: LineUser
    let address: LineAddress

    /// The name that this program gives the kernel.
    static let ownHolder = "heliograph"

    var isFree: Bool { !address.line.isUsed }
    var isOurs: Bool { address.line.holder == Self.ownHolder }
}
