/// Whole numbers as C2SP writes them: ASCII digits without sign or leading zeros; `0` alone is zero.
enum Decimal {
    /// - Returns: `nil` for any other spelling, and for values from 2^64 on.
    static func parse(_ text: some Collection<UInt8>) -> UInt64? {
        guard let first = text.first, first != UInt8(ascii: "0") || text.count == 1 else { return nil }
        var value: UInt64 = 0
        for character in text {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) else { return nil }
            let (tens, tensOverflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = tens.addingReportingOverflow(UInt64(character - UInt8(ascii: "0")))
            guard !tensOverflow, !sumOverflow else { return nil }
            value = sum
        }
        return value
    }
}
