/// What can be wrong with a meter's description, registers, intervals or recorded edges.
package enum MeterError: Error, Hashable, CustomStringConvertible {
    case reservedName(Name)
    case malformedObis(String)
    case negativeCounter(pulses: Int64)
    case counterOverflow(pulses: Int64)
    case belowCarried(pulses: Int64, carried: Int64)
    case registerWentBack(meter: Name, from: Register, to: Register)
    case emptyInterval(meter: Name)
    case powerOverflow(meter: Name, energy: Joules, nanoseconds: UInt64)
    case dialOverflow(meter: Name, register: Joules, offset: Joules)
    case unalignedInterval(seconds: Int64)
    case unusableProfile(name: String, minOn: Duration, minOff: Duration, maxOn: Duration)
    /// `line` is an ordinal in the recording.
    case malformedEdge(line: Int, text: String)

    package var description: String {
        switch self {
        case .reservedName(let name):
            "A meter cannot be named “\(name)”: the gateway uses that word itself. Choose another, such as “pv”."
        case .malformedObis(let text):
            "“\(text)” is not an OBIS code: write it as in “1-0:2.8.0”, five numbers of 0 to 255."
        case .negativeCounter(let pulses):
            "A register of \(pulses) pulses is below zero, which no counting makes: its stored copy is damaged."
        case .counterOverflow(let pulses):
            "\(pulses) pulses are more energy than 64 bits of joules hold: check the meter's constant and ratio."
        case .belowCarried(let pulses, let carried):
            "A register of \(pulses) pulses is below the \(carried) that it had when its meter changed: its stored copy is damaged."
        case .registerWentBack(let meter, let old, let new):
            "The register of \(meter) went back from \(old) to \(new): the reading is refused; restore it from the log."
        case .emptyInterval(let meter):
            "The interval of \(meter) was closed at the instant that it was opened: nothing was measured, wait for the next."
        case .powerOverflow(let meter, let energy, let nanoseconds):
            "\(meter) counted \(energy.rawValue) J in \(nanoseconds) ns, a power beyond 64 bits: check its constant."
        case .dialOverflow(let meter, let register, let offset):
            "The dial of \(meter), \(register.rawValue) J and an offset of \(offset.rawValue) J, exceeds 64 bits: give the dial reading again."
        case .unalignedInterval(let seconds):
            "An interval of \(seconds) s does not divide a day: use one that does, such as 5, 60, 300 or 900 s."
        case .unusableProfile(let name, let minOn, let minOff, let maxOn):
            "The pulse profile “\(name)” (min_on \(minOn), min_off \(minOff), max_on \(maxOn)) is unusable: both minima must be positive and max_on longer than min_on."
        case .malformedEdge(let line, let text):
            "Line \(line) of the recording, “\(text)”, is no edge: write “ns,rising” or “ns,falling”."
        }
    }
}
