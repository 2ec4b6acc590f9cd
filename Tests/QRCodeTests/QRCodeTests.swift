import FoundationEssentials
import System
import Testing

@testable import QRCode

@Suite("A QR code")
struct QRCodeTests {
    /// The half blocks as a person sees them: eight by eight dots a module, as a portable graymap.
    private func picture(of lines: [String]) -> [UInt8] {
        let scale = 8
        let rows = lines.flatMap { line in
            [
                line.map { $0 == "█" || $0 == "▀" },
                line.map { $0 == "█" || $0 == "▄" },
            ]
        }
        let dots = rows.flatMap { row in
            [[UInt8]](
                repeating: row.flatMap { [UInt8](repeating: $0 ? 255 : 0, count: scale) }, count: scale
            ).flatMap(\.self)
        }
        return Array("P5 \(rows[0].count * scale) \(rows.count * scale) 255\n".utf8) + dots
    }

    @Test(
        "is read by another program off the half blocks that a terminal shows",
        arguments: [
            "a", String(repeating: "heliograph-join:1:Aa0_-", count: 8), String(repeating: "x", count: 1000),
        ])
    func readBack(text: String) async throws {
        let code = try QRCode(text)
        let lines = code.halfBlocks
        #expect(Set(lines.map(\.count)) == [code.side + 2 * QRCode.margin])
        let path = FileManager.default.temporaryDirectory.appending(path: "heliograph-qr-\(UUID().uuidString).pgm").path
        try DurableFile.create(picture(of: lines), at: path, mode: 0o600)
        defer { try? FileManager.default.removeItem(atPath: path) }
        // It complains of a missing message bus on its error stream.
        let reader = try await ChildProcess.start(
            ChildCommand(
                "zbarimg", ["--quiet", "--raw", "--oneshot", "--nodbus", path], output: .lines, errors: .discarded))
        let read = await reader.lines.reduce(into: []) { $0.append($1) }
        #expect(await reader.wait() == .code(0))
        #expect(read == [text])
    }

    @Test("is as small as the text allows, and refuses what no code holds")
    func limits() throws {
        #expect(try QRCode(String(repeating: "x", count: 17)).side == 21)
        #expect(try QRCode(String(repeating: "x", count: 18)).side == 25)
        #expect(try QRCode(String(repeating: "x", count: 2953)).side == 177)
        let error = #expect(throws: QRCodeError.self) { try QRCode(String(repeating: "x", count: 2954)) }
        #expect(error?.description.contains("paste the text") == true)
    }
}
