import FoundationEssentials
import Ledger
import Signing
import Statements
import System
import Testing

@testable import heliograph

extension RecordedStreetTests {
    @Test(
        "its mirrors' COSE receipts are accepted by PyPI's scitt-cose; a quorum of them proves, another tree size never",
        .needs(.cwt, .scittCose))
    func receipts() async throws {
        let policy = try Policy(parsing: SmallFile.read(folder.policy), OpenSSLCryptography())
        var (files, last): ([String], StatementFile) = ([], StatementFile(path: "", words: ""))
        for roof in StreetFolder.roofs {
            let path = "\(folder.path)/receipt-\(roof)"
            let (status, output) = try await ChildProcess.run(
                try HeliographProgram.path,
                ["ledger", "receipt", "3", "--state", folder.roof(roof), "--origin", "demo.street/roof-2", "-o", path]
                    + files.flatMap { ["--add", $0] })
            // A mirror that was stopped between an entry and its own line has not cosigned the newest head.
            guard status == .code(0) else {
                #expect(status == .code(1), "\(output)")
                continue
            }
            files = [path]
            let verify = try await HeliographProgram.run("verify", "--policy", folder.policy, path)
            last = StatementFile(path: path, words: verify.lines.joined(separator: "\n"))
            let count = try TransparentStatement(decoding: SmallFile.read(path)).receipts.count
            #expect(verify.exit == .code(count >= policy.quorum ? 0 : 1), "\(last.words)")
            #expect(count >= policy.quorum || last.words.contains("have another mirror add its own"), "\(last.words)")
        }
        #expect(last.words.hasPrefix("Proven: statement 3 of demo.street/roof-2"), "\(last.words)")

        struct Result: Decodable {
            struct Receipt: Decodable {
                var issuer: String
                var subject: String
                var size: UInt64
            }
            var receipts: [Receipt]
            var wrong: [String]
        }
        let keys = policy.mirrors.compactMap { key -> String? in
            guard case .ed25519(let bytes) = key.publicKey else { return nil }
            return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        let (exit, lines) = try await ChildProcess.run(
            ForeignTool.cwt.path, [ForeignTool.script("receipts.py"), last.path] + keys)
        #expect(exit == .code(0), "\(lines)")
        let result = try JSONDecoder().decode(Result.self, from: Data(try #require(lines.last).utf8))
        #expect(result.receipts.count >= policy.quorum && result.wrong.isEmpty)
        #expect(result.receipts.allSatisfy { $0.subject == "demo.street/roof-2" && $0.issuer.hasSuffix("/mirror") })

        try await resized(last.path)
    }

    private struct StatementFile {
        var path: String
        var words: String
    }

    /// The size in the unprotected header of a receipt is signed by nobody, but the one in the protected header is.
    private func resized(_ path: String) async throws {
        let bytes = try SmallFile.read(path)
        let receipt = try #require(try TransparentStatement(decoding: bytes).receipts.first?.receipt)
        let limits = CBORLimits(size: TransparentStatement.sizeLimit, items: 8192)
        // Of the outer message and of the receipt inside it: tag 18 around protected and unprotected header, payload, signature.
        func parts(_ message: [UInt8]) throws -> [CBOR] {
            guard case .tagged(18, .array(let parts)) = try CBOR.decode(message, limits: limits) else {
                return []
            }
            return parts
        }
        func message(_ parts: [CBOR], _ label: Int64, _ value: CBOR) throws -> [UInt8] {
            var parts = parts
            let others = try #require(parts[1].map).pairs.filter { $0.key != .integer(label) }.map {
                ($0.key, $0.value)
            }
            parts[1] = .map(CBORMap([(.integer(label), value)] + others))
            return CBOR.tagged(18, .array(parts)).encode()
        }
        for size in [receipt.size - 1, receipt.size + 1, receipt.size << 40] {
            let proof = CBOR.array([.unsigned(size), .unsigned(3), .hashes(receipt.path)]).encode()
            let proofs = CBOR.map(CBORMap([(.integer(-1), .array([.bytes(proof)]))]))
            let edited = try message(parts(receipt.encode()), 396, proofs)
            let outer = try parts(bytes)
            var receipts = try #require(outer[1].map?[394]?.array)
            #expect(receipts[0] == .bytes(receipt.encode()) && edited != receipt.encode())
            receipts[0] = .bytes(edited)
            try Data(message(outer, 394, .array(receipts))).write(to: URL(filePath: "\(path)-resized"))
            let verify = try await HeliographProgram.run("verify", "--policy", folder.policy, "\(path)-resized")
            #expect(verify.exit == .code(1) && verify.lines.contains { $0.contains("tree size") }, "\(verify.lines)")
        }
    }
}
