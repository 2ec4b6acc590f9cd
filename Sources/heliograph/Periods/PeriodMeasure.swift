import Metering
import Signing
import Statements
import System

/// How long verifying a file took, beside reading it and hashing its bytes: what any check of so many bytes costs at least.
struct PeriodMeasure: Encodable {
    let bytes: Int
    /// On the wall.
    let seconds: Double
    /// Of all processors, waiting excluded.
    let processorSeconds: Double
    /// ``processorSeconds`` ÷ what SHA-256 of the same bytes took in this process before.
    let timesHashing: Double
    /// The most that this process had in memory, shared libraries included: KiB.
    let peakKib: Int64

    /// Hashes a file, then measures `body`.
    static func measure<Value>(
        _ path: String, _ body: () async throws -> Value
    ) async throws -> (value: Value, measure: PeriodMeasure) {
        let hashing = Stopwatch()
        let file = try InputFile(path)
        var (piece, byteCount) = (file.beginning, 0)
        let cryptography = OpenSSLCryptography()
        while !piece.isEmpty {
            _ = cryptography.sha256(piece)
            byteCount += piece.count
            piece = try file.next()
        }
        let floor = hashing.stretch(of: byteCount)
        let watch = Stopwatch()
        let value = try await body()
        let stretch = watch.stretch(of: byteCount)
        return (
            value,
            PeriodMeasure(
                bytes: byteCount, seconds: stretch.seconds, processorSeconds: stretch.processorSeconds,
                timesHashing: stretch.processorSeconds / floor.processorSeconds, peakKib: try ProcessMemory().peak_kib)
        )
    }

    /// For people.
    var sentence: String {
        """
        It took \(Hundredths(rounding: seconds)) s and \(Hundredths(rounding: processorSeconds)) s of processors, \
        \(Hundredths(rounding: timesHashing)) times as much as hashing the file's \(bytes) bytes, and at most \
        \(peakKib / 1024) MiB of memory.
        """
    }
}
