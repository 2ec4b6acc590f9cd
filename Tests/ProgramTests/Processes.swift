import FoundationEssentials
import System

/// The processes of this machine, by their command lines; used only on what a test started.
enum Processes {
    /// The process whose command line contains the text.
    static func find(_ text: String) throws -> Int32? {
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
            guard let identifier = Int32(name), let bytes = try? SmallFile.read("/proc/\(name)/cmdline") else {
                continue
            }
            let line = String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
            if line.contains(text), identifier != CurrentProcess.identifier { return identifier }
        }
        return nil
    }

    /// Ends it on the spot.
    static func kill(_ identifier: Int32) throws { try SignalNumber.send(SignalNumber.kill, to: identifier) }
}
