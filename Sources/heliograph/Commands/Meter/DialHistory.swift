import Metering
import Statements

/// What a billing meter's dial showed over time, beside the register: from the adjustments in the log.
struct DialHistory {
    /// One look at the dial.
    struct Look: Hashable {
        var time: UnixTime
        var dial: Joules
        var register: Joules
        /// Running totals of the register at the newest reading before it.
        var lost: Int64
        var bounced: Int64
    }

    /// What happened between two looks.
    struct Period: Hashable {
        var dial: Joules
        var register: Joules
        var lost: Int64
        var bounced: Int64

        init(from first: Look, to second: Look) {
            dial = Joules(second.dial.rawValue - first.dial.rawValue)
            register = Joules(second.register.rawValue - first.register.rawValue)
            lost = second.lost - first.lost
            bounced = second.bounced - first.bounced
        }

        /// How much further the dial moved than the register.
        var difference: Joules { Joules(dial.rawValue - register.rawValue) }

        /// That, as hundredths of a percent of what the dial moved, rounded toward 0; `nil` where it did not move.
        var hundredths: Int64? {
            guard dial.rawValue != 0 else { return nil }
            return Int64(Int128(difference.rawValue) * 10_000 / Int128(dial.rawValue))
        }
    }

    let meter: Name
    private(set) var looks: [Look] = []
    private var began: UnixTime?
    private var lost: Int64 = 0
    private var bounced: Int64 = 0

    private let isCut: Bool

    /// - Parameter isCut: whether the beginning of the log is gone, and with it when an old offset was given.
    init(of meter: Name, isCut: Bool = false) {
        self.meter = meter
        self.isCut = isCut
    }

    var periods: [Period] { zip(looks, looks.dropFirst()).map { Period(from: $0, to: $1) } }

    /// The next entry of the log.
    mutating func add(_ message: Message, signedAt: UnixTime) {
        began = began ?? signedAt
        switch message {
        case .reading(let reading) where reading.meter == meter:
            (lost, bounced) = (reading.lost, reading.bounced)
        case .event(let event) where event.subject == meter:
            guard case .adjustment(let adjustment) = event.kind else { return }
            // An offset that no statement tells of was given when the gateway was made, and the register stood at 0.
            if looks.isEmpty, !isCut, let offset = adjustment.oldOffset, let began {
                looks.append(Look(time: began, dial: offset, register: Joules(0), lost: 0, bounced: 0))
            }
            look(
                at: event.stamp.time, dial: adjustment.dial,
                register: Joules(adjustment.dial.rawValue - adjustment.newOffset.rawValue))
        default: return
        }
    }

    /// A dial that is read now, and not adjusted to.
    mutating func look(at time: UnixTime, dial: Joules, register: Joules) {
        looks.append(Look(time: time, dial: dial, register: register, lost: lost, bounced: bounced))
    }

    /// What the differences mean, for people.
    var meaning: [String] {
        let periods = periods
        guard let first = looks.first, let last = looks.last, !periods.isEmpty else {
            return [
                looks.isEmpty
                    ? "The dial of \(meter) was never read: give it with --dial, or set it with `heliograph meter adjust`."
                    : "The dial of \(meter) was read once: a drift needs two readings."
            ]
        }
        let whole = Period(from: first, to: last)
        guard whole.difference.rawValue.magnitude > 3_600_000, (whole.hundredths ?? 0).magnitude >= 50 else {
            return ["Register and dial agree to 0.5 % or 1 kWh."]
        }
        var words: [String] = []
        if whole.difference.rawValue > 0 {
            words.append(
                "The dial moved further than the register: pulses were lost. \(whole.lost) edges are known to be lost"
                    + (whole.lost > 0
                        ? ": the machine was too slow for them, see `heliograph check`."
                        : ", so they never came: a loose wire, pulses shorter than the profile allows (`heliograph scope`), or times when the service did not run (its restarts say how long).")
            )
        } else {
            words.append(
                "The register moved further than the dial: it counted what were no pulses. \(whole.bounced) bounces were held back"
                    + (whole.bounced > 0
                        ? ", and some may have lasted longer than the profile expects: look with `heliograph scope`."
                        : ", so it is hardly bounce: a wrong constant, or noise on a long wire."))
        }
        let shares = periods.compactMap(\.hundredths)
        if shares.count > 1, let least = shares.min(), let most = shares.max(), most - least <= 50 {
            words.append(
                "It is the same part in every period, which points to the constant: look at `impulses` and `ratio`.")
        }
        return words
    }
}
