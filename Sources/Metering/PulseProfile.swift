/// How long a line must hold a level before the level counts, and how long a pulse may last.
package struct PulseProfile: Hashable, Sendable {
    /// What a configuration calls the profile.
    package let name: String
    /// How long the line must stay on; on for exactly this long counts.
    package let minOn: Duration
    /// How long the line must stay off; off for exactly this long counts.
    package let minOff: Duration
    /// A line that is on for longer than this is stuck.
    package let maxOn: Duration

    /// The S0 output of IEC 62053-31. It allows pulses and pauses of 30 ms and up to 5 ms of bounce, so the filter lies
    /// strictly between. Meters let one choose pulses of up to 500 ms; on for four times that is a short circuit.
    package static let s0 = PulseProfile(
        name: "s0", filter: .milliseconds(10), maxOn: .seconds(2))
    /// The light of a meter through an optical head: flashes of 2 ms to 100 ms, up to 10 000 impulses per kWh, and no
    /// contact that bounces. Many meters leave the light on when no current flows, which shows as stuck after a second.
    package static let led = PulseProfile(
        name: "led", filter: .milliseconds(1), maxOn: .seconds(1))
    /// A reed contact on a wheel with a magnet, which may stop anywhere, on the contact as well. A gas meter G4 at its
    /// smallest flow of 0.04 m³/h takes 15 minutes for a turn of 0.01 m³ and holds the contact for up to a third of it,
    /// so only on for more than 10 minutes is standing still.
    package static let reed = PulseProfile(
        name: "reed", filter: .milliseconds(100), maxOn: .seconds(600))

    /// The profiles above.
    package static let all = [s0, led, reed]

    /// The profile that a configuration names; `nil` for an unknown name.
    package static func named(_ name: String) -> Self? { all.first { $0.name == name } }

    /// A profile of one's own.
    /// - Throws: ``MeterError/unusableProfile(name:minOn:minOff:maxOn:)`` unless both minima are at least 1 ns and
    ///   `maxOn` is longer than `minOn`, all within a day.
    package init(name: String, minOn: Duration, minOff: Duration, maxOn: Duration) throws(MeterError) {
        let smallest = Duration.nanoseconds(1)
        let largest = Duration.seconds(86_400)
        guard minOn >= smallest, minOff >= smallest, minOff <= largest, maxOn > minOn, maxOn <= largest else {
            throw .unusableProfile(name: name, minOn: minOn, minOff: minOff, maxOn: maxOn)
        }
        self.name = name
        self.minOn = minOn
        self.minOff = minOff
        self.maxOn = maxOn
    }

    private init(name: String, filter: Duration, maxOn: Duration) {
        self.name = name
        minOn = filter
        minOff = filter
        self.maxOn = maxOn
    }
}
