import Ledger
import Statements
import Testing

@Suite("The time at which something was recorded") struct RecordedTimeTests {
    private static let noon: UInt64 = 1_767_268_800
    /// What a liar may claim: the least and the largest time that a line can carry, and what is close by.
    private static let lies: [UInt64] = [1, noon - 1, noon + 1000, UInt64(Int64.max)]

    @Test(
        "is the median of the mirrors' times, of an even number the later in the middle",
        arguments: [
            ([], nil), ([7], 7), ([7, 9], 9), ([9, 7], 9), ([5, 9, 7], 7), ([1, 2, 3, 4], 3), ([4, 4, 1, 1], 4),
            ([.max, 0, 5], 5), ([0, 0, 5, .max, .max], 5),
        ] as [([UInt64], UInt64?)])
    func median(times: [UInt64], expected: UInt64?) { #expect(RecordedTime.median(of: times) == expected) }

    /// A checkpoint with lines of these times, of as many mirrors.
    private func note(_ times: [UInt64], of street: SimulatedStreet) throws -> VerifiedNote {
        var note = try street.note(size: 9, root: cryptography.sha256([1]))
        for (mirror, time) in times.enumerated() {
            note.add(try street.cosignature(of: note, by: mirror, time: time))
        }
        return try street.policy().check(note, cryptography)
    }

    @Test(
        "lies between honest clocks, whatever f liars claim, with a quorum's lines and with more",
        arguments: [4, 7, 10])
    func liars(count: Int) throws {
        let street = try SimulatedStreet((0..<count).map { "roof-\($0)" })
        let (faults, quorum) = (Policy.faultLimit(of: count), Policy.minimumQuorum(of: count))
        for lines in quorum...count {
            let honest = (0..<lines - faults).map { Self.noon + UInt64($0) * 7 }
            for one in Self.lies {
                for other in Self.lies {
                    // The liars at one extreme, at the other, and at both.
                    let claims = (0..<faults).map { $0.isMultiple(of: 2) ? one : other }
                    let verified = try note(claims + honest, of: street)
                    let time = try #require(verified.recordedTime)
                    #expect(verified.cosigners.count == lines)
                    #expect(honest[0]...honest[honest.count - 1] ~= time, "\(claims) of \(lines)")
                }
            }
        }
    }

    @Test(
        "is moved by one liar more than the policy allows for, so the quorum is not larger than it must be",
        arguments: [4, 7, 10])
    func tooManyLiars(count: Int) throws {
        let street = try SimulatedStreet((0..<count).map { "roof-\($0)" })
        let liars = Policy.faultLimit(of: count) + 1
        let honest = [UInt64](repeating: Self.noon, count: Policy.minimumQuorum(of: count) - liars)
        let verified = try note([UInt64](repeating: UInt64(Int64.max), count: liars) + honest, of: street)
        #expect(verified.recordedTime == UInt64(Int64.max))
    }

    @Test("is not known of what no quorum signed") func unrecorded() throws {
        let street = try SimulatedStreet()
        #expect(try note([Self.noon, Self.noon], of: street).recordedTime == nil)
        #expect(try note([Self.noon, Self.noon, Self.noon], of: street).recordedTime == Self.noon)
    }
}
