import Metering
import Testing

@Suite("A survey of a line")
struct PulseSurveyTests {
    @Test(
        "finds the widths, the counts and the profile that an analysis of the whole train finds",
        arguments: try SurveyTrain.vectors())
    func vectors(train: SurveyTrain) {
        var survey = PulseSurvey(opened: train.opened)
        for edge in train.edges { survey.accept(edge) }
        survey.advance(to: train.end)
        #expect(survey.edgeCount == Int64(train.edges.count))
        #expect(SurveyTrain.Widths(survey.on) == train.on)
        #expect(SurveyTrain.Widths(survey.off) == train.off)
        for (trial, expected) in zip(survey.trials, train.trials) {
            #expect(trial.profile.name == expected.profile)
            #expect(trial.found == expected.found, "\(expected.profile)")
            #expect(trial.shortestLevel == expected.shortestLevel, "\(expected.profile)")
            #expect(trial.longestExcursion == expected.longestExcursion, "\(expected.profile)")
            #expect(trial.misfits.map(\.word) == expected.misfits, "\(expected.profile)")
        }
        #expect(survey.trials.count == train.trials.count)
        #expect(survey.proposal?.profile.name == train.proposal)
    }

    @Test("every width is in the bin that holds it, and in no other")
    func bins() {
        let widths: [UInt64] = [
            0, 9999, 10_000, 19_999, 20_000, 30_000_000, 49_999_999, 50_000_000, 999_999_999_999,
            1_000_000_000_000, .max,
        ]
        var histogram = WidthHistogram()
        for width in widths { histogram.count(width) }
        #expect(histogram.total == Int64(widths.count))
        let bins = histogram.bins
        #expect(bins.first?.lower == .zero && bins.last?.upper == nil)
        #expect(zip(bins, bins.dropFirst()).allSatisfy { $0.upper == $1.lower })
        for bin in bins {
            let inside = widths.filter { width in
                let width = Duration.nanoseconds(Int64(clamping: width))
                return width >= bin.lower && bin.upper.map { width < $0 } ?? true
            }
            #expect(bin.count == Int64(inside.count), "\(bin.lower)")
        }
    }

    @Test("the rate is that of the nearest two pulses, and a loss between two is no distance")
    func rate() throws {
        var survey = PulseSurvey()
        var sequence: UInt32 = 0
        func pulse(at milliseconds: UInt64) {
            for (polarity, time) in [(Edge.Polarity.rising, milliseconds), (.falling, milliseconds + 50)] {
                sequence += 1
                survey.accept(Edge(polarity: polarity, time: .at(milliseconds: time), sequence: sequence))
            }
        }
        for milliseconds: UInt64 in [1000, 2000, 2500, 3600] { pulse(at: milliseconds) }
        survey.advance(to: .at(milliseconds: 4000))
        let trial = try #require(survey.proposal)
        #expect(trial.newestDistance == 1_100_000_000)
        #expect(trial.shortestDistance == 500_000_000)
        sequence += 2
        pulse(at: 3900)
        pulse(at: 4300)
        survey.advance(to: .at(milliseconds: 5000))
        let after = try #require(survey.proposal)
        #expect(survey.lost == 2)
        // What the numbers show to be missing costs the next pulse: off has to be seen first.
        #expect(after.newestDistance == nil && after.shortestDistance == 500_000_000)
    }

    @Test("profiles that count alike are named")
    func alternatives() {
        var survey = PulseSurvey()
        for pulse: UInt64 in 1...5 {
            survey.accept(Edge(polarity: .rising, time: .at(milliseconds: pulse * 1000)))
            survey.accept(Edge(polarity: .falling, time: .at(milliseconds: pulse * 1000 + 300)))
        }
        survey.advance(to: .at(milliseconds: 9000))
        #expect(survey.proposal?.profile == .s0)
        #expect(survey.alternatives == [.led, .reed])
    }

    @Test("a time stamp that goes back is read as equal to the one before")
    func backwards() {
        var survey = PulseSurvey()
        let times: [(Edge.Polarity, UInt64)] = [(.rising, 1000), (.falling, 1050), (.rising, 1040), (.falling, 1090)]
        for (polarity, time) in times { survey.accept(Edge(polarity: polarity, time: .at(milliseconds: time))) }
        #expect(survey.off.longest == .zero)
        #expect(survey.on.shortest == .milliseconds(40) && survey.on.longest == .milliseconds(50))
    }
}

extension ProfileTrial.Misfit {
    /// What the vectors call it.
    fileprivate var word: Substring {
        switch self {
        case .noPulse: "pulse"
        case .stuck: "stuck"
        case .longExcursion: "excursion"
        case .shortLevel: "level"
        case .unevenPulses: "uneven"
        }
    }
}
