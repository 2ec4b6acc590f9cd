import Metering

extension EdgeRecording {
    /// The edges that a file holds.
    /// - Throws: an unusable ``Finding`` that names the file and the first line that is none.
    static func read(_ path: String) throws(Finding) -> [Edge] {
        let bytes = try InputFile.read(path, limit: 1 << 28)
        do throws(MeterError) {
            return try parse(bytes)
        } catch .malformedEdge(let line, let text) {
            throw .unusable(
                "\(path):\(line): “\(text)” is no edge: write “ns,rising” or “ns,falling”, and a sequence number after a further comma if there is one."
            )
        } catch {
            throw .unusable("\(path): \(error)")
        }
    }
}
