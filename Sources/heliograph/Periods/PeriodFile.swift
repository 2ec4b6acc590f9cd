import Ledger
import Signing

/// A file with the proof of a period, read once from its beginning to its end.
struct PeriodFile {
    private let file: InputFile
    private let cryptography = OpenSSLCryptography()

    /// - Returns: `nil` for a file that begins as no proof of a period does, of whatever version.
    init?(_ file: InputFile) {
        // An array of two, and a text of 19 bytes.
        guard file.beginning.starts(with: [0x82, 0x73] + Array("heliograph-period-".utf8)) else { return nil }
        self.file = file
    }

    /// Verifies it.
    /// - Parameter rows: is given every reading; whether to keep it only the return says.
    /// - Throws: ``LedgerError`` with the first thing in the file that does not hold, ``Finding`` where it cannot be read.
    func verify(under known: KnownPolicy, rows: ReadingRows? = nil) async throws -> ProvenPeriod {
        var pass = PeriodPass(under: known, rows: rows, cryptography)
        let period = await withTaskGroup(
            of: LeafExaminations.Outcome.self, returning: Result<ProvenPeriod, any Error>.self
        ) { group in
            do {
                var piece = file.beginning
                while !piece.isEmpty {
                    try await pass.take(piece, &group)
                    piece = try file.next()
                }
                return .success(try await pass.finish(&group))
            } catch {
                group.cancelAll()
                return .failure(error)
            }
        }
        pass.progress.clear()
        return try period.get()
    }
}
