import Metering

/// Recorded edges, and the filter that they go through.
extension FuzzTarget {
    /// A recording. The filter decides the same of it however often it is asked meanwhile.
    static let edges = spelled(
        "edges",
        seeds: { files in
            let vectors = String(decoding: try files.bytes("Tests/MeteringTests/Vectors/edges.txt"), as: UTF8.self)
            let cases = vectors.split(separator: "\n\n").map { block in
                block.split(separator: "\n").filter { $0.contains("ing") && $0.first?.isNumber == true }
                    .joined(separator: "\n") + "\n"
            }
            let extremes = "# edges\n0,rising,1\n18446744073709551615 , falling , 4294967295\n5,rising,1\n"
            return (cases + [extremes]).map { Array($0.utf8) }
        },
        decode: { try EdgeRecording.parse($0) },
        encode: { $0.flatMap { Array("\(EdgeRecording.line($0))\n".utf8) } },
        also: { edges in
            for profile in PulseProfile.all {
                let (silent, asked) = (
                    events(of: edges, profile, isAsked: false), events(of: edges, profile, isAsked: true)
                )
                try require(silent == asked, "\(profile.name) decides \(silent), and asked meanwhile \(asked)")
            }
            var survey = PulseSurvey()
            for edge in edges { survey.accept(edge) }
            survey.advance(to: (edges.last?.time ?? MonotonicTime(nanoseconds: 0)) + .seconds(1))
        })

    private static func events(of edges: [Edge], _ profile: PulseProfile, isAsked: Bool) -> [PulseEvent] {
        var filter = PulseFilter(profile: profile)
        var events: [PulseEvent] = []
        var newest = MonotonicTime(nanoseconds: 0)
        for edge in edges {
            // Time stamps that go back are read as equal to the newest.
            newest = max(newest, edge.time)
            if isAsked {
                if let deadline = filter.deadline, deadline < newest { events += filter.advance(to: deadline) }
                events += filter.advance(to: newest)
            }
            events += filter.accept(edge)
        }
        return events + filter.advance(to: newest + .seconds(3600))
    }
}
