import Metering
import Testing

@Suite("A time that somebody else claims") struct ClaimedTimeTests {
    @Test(
        "ends where the range does, and does not trap",
        arguments: [
            (0, 0), (1_767_225_600, 1_767_225_600), (9_223_372_036, 9_223_372_036), (9_223_372_037, 9_223_372_036),
            (.max, 9_223_372_036),
        ] as [(UInt64, Int64)])
    func clamping(claimed: UInt64, seconds: Int64) { #expect(UnixTime(clamping: claimed).seconds == seconds) }
}
