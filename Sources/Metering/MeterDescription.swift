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

    /// The energy of a running total: `⌊pulses × 3 600 000 × ratio / constant⌋` J.
    ///
    /// Always of the total, never of a difference: the part of a joule that is cut off stays in the pulses, so that
    /// readings add up for ever.
    /// - Throws: ``MeterError/counterOverflow(pulses:)`` exactly when the energy exceeds `Int64`,
    ///   ``MeterError/negativeCounter(pulses:)``.
    package func energy(of pulses: Pulses) throws(MeterError) -> Joules {
        guard pulses.rawValue >= 0 else { throw .negativeCounter(pulses: pulses.rawValue) }
        let value = pulseValue
        let (product, overflow) = UInt128(pulses.rawValue).multipliedReportingOverflow(by: value.numerator)
        guard !overflow, let energy = Int64(exactly: product / value.denominator) else {
            throw .counterOverflow(pulses: pulses.rawValue)
        }
        return Joules(energy)
    }

    /// What one pulse is worth in J, as an exact fraction that need not be in lowest terms: at most 3.6·10²⁴ over 10¹⁸.
    package var pulseValue: (numerator: UInt128, denominator: UInt128) {
        (
            UInt128(3_600_000) * UInt128(ratio.numerator) * UInt128(constant.denominator),
            UInt128(ratio.denominator) * UInt128(constant.numerator)
        )
    }

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
