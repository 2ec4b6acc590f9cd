/// What is known of a meter before it counts: its name, what a pulse is worth, and which way its energy flows.
package struct MeterDescription: Hashable, Sendable {
    /// The name in topics and statements; never a reserved one.
    package let name: Name
    /// The plate constant in impulses per kWh.
    package let constant: Rational
    /// What a transformer in front of the meter multiplies its energy by; 1 for a direct connection.
    package let ratio: Rational
    /// Which way the energy flows; decides whether readings may be shown at all.
    package let direction: Direction
    /// The OBIS code of the register, as in `1-0:2.8.0` (IEC 62056-61): five numbers of 0 to 255.
    package let obis: String

    /// Names that no meter may have: topics and statements use them for the gateway itself.
    package static let reservedNames = ["gateway", "mirror"]

    /// - Throws: ``MeterError/reservedName(_:)`` and ``MeterError/malformedObis(_:)``.
    package init(
        name: Name, constant: Rational, ratio: Rational = .one, direction: Direction, obis: String
    ) throws(MeterError) {
        guard !Self.reservedNames.contains(name.text) else { throw .reservedName(name) }
        guard Self.isObis(obis) else { throw .malformedObis(obis) }
        self.name = name
        self.constant = constant
        self.ratio = ratio
        self.direction = direction
        self.obis = obis
    }

    /// The energy of the running total of a meter that never changed: ``EnergyScale/energy(of:)`` from nothing.
    /// - Throws: what ``EnergyScale/energy(of:)`` throws.
    package func energy(of pulses: Pulses) throws(MeterError) -> Joules { try EnergyScale(of: self).energy(of: pulses) }

    /// What one pulse is worth in J: ``EnergyScale/pulseValue``.
    package var pulseValue: (numerator: UInt128, denominator: UInt128) { EnergyScale(of: self).pulseValue }

    /// `A-B:C.D.E`, each number 0 to 255 without leading zeros.
    private static func isObis(_ text: String) -> Bool {
        var groups: [String] = [""]
        var separators = ""
        for character in text {
            if "-:.".contains(character) {
                separators.append(character)
                groups.append("")
            } else {
                groups[groups.count - 1].append(character)
            }
        }
        return separators == "-:.." && groups.allSatisfy { UInt8($0).map(String.init) == $0 }
    }
}
