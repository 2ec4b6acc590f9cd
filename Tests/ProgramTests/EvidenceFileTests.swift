import FoundationEssentials
import Ledger
import Statements
import System
import Testing

/// Evidence about an entry, from the file alone.
@Suite("A file of evidence about an entry")
struct EvidenceFileTests {
    private let street: PublishedStreet
    private let evidence: Evidence
    private let genesis: GenesisAnnouncement

    /// A log whose entry 2 has a signature that does not verify, and whose head covers it.
    init() throws {
        let cryptography = PublishedStreet.cryptography
        let street = try PublishedStreet()
        let sound = try street.log(readings: 1)
        var bytes = try street.reading(at: 2).bytes
        bytes[bytes.count - 1] ^= 0x01
        let note = try street.note(over: sound + [try Entry(parsing: bytes)], cosigners: 2)
        let leaves = sound.map { cryptography.leafHash($0.bytes) }
        evidence = .entry(
            street.members[0].origin, index: 2, entry: bytes, note: note.bytes,
            proof: [cryptography.nodeHash(leaves[0], leaves[1])])
        genesis = try GenesisAnnouncement(decoding: street.announcement(of: sound))
        self.street = street
    }

    private func verify(_ file: EvidenceFile) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
        let folder = try TemporaryFolder()
        try Data(street.policy.text).write(to: URL(filePath: "\(folder.path)/policy"))
        try Data(file.encode()).write(to: URL(filePath: "\(folder.path)/evidence"))
        return try await HeliographProgram.run(
            "verify", "--policy", "\(folder.path)/policy", "\(folder.path)/evidence")
    }

    @Test("says against whom it is, which entry no mirror accepts, and why")
    func proven() async throws {
        let result = try await verify(EvidenceFile(evidence, genesis: genesis))
        let words = result.lines.joined(separator: " ")
        #expect(result.exit == .code(0), "\(words)")
        #expect(words.contains("Proven against linden.energy/roof-1: it signed a head of 3 entries, of which entry 2"))
        #expect(words.contains("signature does not verify"), "\(words)")
        #expect(words.contains("cosigned by linden.energy/roof-1, linden.energy/roof-2"), "\(words)")
    }

    @Test("proves nothing without the genesis that names the key")
    func withoutGenesis() async throws {
        let result = try await verify(EvidenceFile(evidence))
        #expect(result.exit == .code(1) && result.lines.contains { $0.contains("not proven") }, "\(result.lines)")
    }
}
