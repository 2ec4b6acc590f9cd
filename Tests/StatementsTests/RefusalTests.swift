import Chance
import Metering
import Statements
import Testing

/// Every decoder, by the word that the vectors use for it, as bytes that come back the same or an error.
private let decoders: [String: @Sendable ([UInt8]) throws -> [UInt8]] = [
    "reading": { try Reading(senML: $0, origin: try Fixture.origin()).senML(origin: try Fixture.origin()) },
    "event": { try Event(senML: $0, origin: try Fixture.origin()).senML(origin: try Fixture.origin()) },
    "genesis": { try Genesis(payload: $0).encode() },
    "ask": { try Ask(decoding: $0).encode() },
    "answer": { try Answer(decoding: $0).encode() },
    "evidence": { try Evidence(decoding: $0).encode() },
    "receipt": { try Receipt(decoding: $0).encode() },
    "transparent-statement": { try TransparentStatement(decoding: $0).encode() },
    "announcement": { try GenesisAnnouncement(decoding: $0).encode() },
]

@Suite("Decoders")
struct RefusalTests {
    @Test("refuse what is wrong, for the reason that it is wrong")
    func vectors() throws {
        let lines = try VectorFile.lines("refused.txt")
        #expect(lines.count > 150)
        for line in lines {
            let decode = try #require(decoders[line[0]])
            let bytes = try VectorFile.bytes(line[1])
            let reason = line.dropFirst(2).joined(separator: " ")
            let error = #expect(throws: StatementError.self, "\(line[0]) \(reason)") { _ = try decode(bytes) }
            if case .content(_, let field, let expected)? = error {
                #expect("\(field): \(expected)".contains(reason), "\(line[0]) \(reason): \(field): \(expected)")
            } else {
                #expect(error?.token == reason)
            }
        }
    }

    @Test("give mutations back as they were, or refuse them")
    func mutations() throws {
        var generator = SeededGenerator(seed: 10)
        for (name, bytes) in try VectorFile.format().vectors.sorted(by: { $0.key < $1.key }) {
            for _ in 0..<500 {
                let mutated = generator.mutated(bytes)
                for (kind, decode) in decoders {
                    guard let again = try? decode(mutated) else { continue }
                    #expect(again == mutated, "\(name) as \(kind)")
                }
            }
        }
    }

    @Test("and encoders agree on what may be signed")
    func unsignable() throws {
        let origin = try Fixture.origin()
        func refused(_ change: (inout Reading) -> Void) throws {
            var reading = try Fixture.reading(clock: .relative, dial: nil)
            change(&reading)
            #expect(throws: StatementError.self) { try reading.senML(origin: origin) }
        }
        try refused { $0.energy = Joules(-1) }
        try refused { $0.pulses = Pulses(-1) }
        try refused { $0.power = Watts(-1) }
        try refused { $0.intervalSeconds = -1 }
        try refused { $0.lost = -1 }
        try refused { $0.end = UnixTime(seconds: 1 << 28 - 1) }
        try refused { $0.end = UnixTime(seconds: 1 << 33) }
        try refused { $0.boot = nil }
        try refused { $0.uptimeSeconds = nil }
        try refused { $0.uptimeSeconds = 1 << 33 }
        try refused { $0.clock = .synchronised }
        #expect(throws: StatementError.self) { try Fixture.event(.anchor, clock: .unknown).senML(origin: origin) }
        #expect(throws: StatementError.self) {
            try Fixture.event(.configuration(Fixture.digest("")), of: try Name("pv")).senML(origin: origin)
        }
        var genesis = try Fixture.genesis()
        genesis.meters.append(genesis.meters[0])
        #expect(throws: StatementError.self) { try genesis.encode() }
    }
}
