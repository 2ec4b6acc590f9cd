internal import Glibc
package import System

/// Why a line cannot be used, and what to do about it.
package enum GPIOError: Error, Hashable, Sendable {
    /// What was being done when the kernel or the library refused.
    package enum Operation: String, Hashable, Sendable {
        case listingChips = "listing the chips"
        case openingChip = "opening the chip"
        case describingLine = "describing a line"
        case requestingInput = "requesting the line as an input"
        case adoptingInput = "taking over the line from the former run"
        case requestingOutput = "requesting the line as an output"
        case readingLevel = "reading the level"
        case settingLevel = "setting the level"
        case waiting = "waiting for edges"
        case readingEdges = "reading edges"
    }

    /// The kernel shows no GPIO chip at all.
    case noChips
    case permissionDenied(path: String)
    /// No chip has a line of that name; `nearest` are similar ones, nearest first, possibly none.
    case noSuchLine(String, nearest: [String])
    case noSuchChip(label: String, known: [String])
    case noSuchOffset(chip: String, offset: UInt32, lineCount: Int)
    /// Several lines bear the name; `candidates` name each of them without doubt.
    case ambiguousLine(String, candidates: [LineName])
    case ambiguousChip(label: String, paths: [String])
    /// Two requests lead to one line.
    case requestedTwice(LineName)
    /// Somebody else holds the line; `holder` in its own words, where it gave any.
    case lineBusy(LineName, holder: String?)
    /// The line is there but its chip raises no interrupt for it.
    case noInterrupt(LineName)
    /// An output that reads otherwise than it is driven.
    case heldByForce(LineName, isActive: Bool)
    /// The kernel has no second GPIO interface.
    case kernelTooOld(path: String)
    /// Anything else about a chip or a line; `place` is a device file or a line.
    case failed(Operation, place: String, code: CInt)
    /// What the machine lacks for any driver: descriptors, usually.
    case system(SystemError)

    /// The error that `errno` tells of now.
    static func current(_ operation: Operation, at path: String) -> GPIOError {
        let code = errno
        return code == EACCES || code == EPERM
            ? .permissionDenied(path: path) : .failed(operation, place: path, code: code)
    }

    /// The error that `errno` tells of now, after a request for a line.
    static func current(_ operation: Operation, line: LineName, address: LineAddress) -> GPIOError {
        let code = errno
        switch code {
        case EACCES, EPERM: return .permissionDenied(path: address.path)
        case EBUSY: return .lineBusy(line, holder: address.line.holder)
        case ENXIO where operation == .requestingInput, ENODEV where operation == .requestingInput:
            return .noInterrupt(line)
        case ENOSYS: return .kernelTooOld(path: address.path)
        default: return .failed(operation, place: "\(line)", code: code)
        }
    }
}

extension GPIOError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noChips:
            "No GPIO chip: there is no /dev/gpiochip*. Is this the board with the meter, and not a container? "
                + "Without a board, use a simulated meter."
        case .permissionDenied(let path):
            "\(path) may not be opened: add the service's user to the group that owns it (`ls -l \(path)`; usually "
                + "`sudo usermod -aG gpio heliograph`), and start it again."
        case .noSuchLine(let name, let nearest):
            "No line is called “\(name)”"
                + (nearest.isEmpty ? ": `gpioinfo` lists all lines." : ": did you mean \(Self.list(nearest))?")
        case .noSuchChip(let label, let known):
            "No chip has the label “\(label)”: there \(known.count == 1 ? "is" : "are") \(Self.list(known))."
        case .noSuchOffset(let chip, let offset, let lineCount):
            "Chip “\(chip)” has no line \(offset): its offsets are 0 to \(lineCount - 1)."
        case .ambiguousLine(let name, let candidates):
            "Several lines are called “\(name)”: choose one of \(Self.list(candidates.map(\.description)))."
        case .ambiguousChip(let label, let paths):
            "Several chips have the label “\(label)” (\(Self.list(paths))): name the line instead (`gpioinfo` lists them)."
        case .requestedTwice(let line):
            "Line \(line) is asked for twice: give each meter, and the light, a line of its own."
        case .lineBusy(let line, let holder):
            "Line \(line) is taken" + (holder.map { " by “\($0)”" } ?? "")
                + ": stop its holder (another service, or an overlay in the boot configuration), or wire another line."
        case .noInterrupt(let line):
            "Line \(line) reports no edges, because its chip has no interrupt for it: wire the meter to another line."
        case .heldByForce(let line, let isActive):
            "Line \(line) stays \(isActive ? "active" : "inactive") whatever it is driven to: take off what is wired to it "
                + "(a short, or a light without its resistor) before the pin is damaged, and check again."
        case .kernelTooOld(let path):
            "\(path): this kernel cannot number edges (GPIO uAPI v2): Linux 5.10 or newer is needed, see `uname -r`."
        case .failed(let operation, let place, let code):
            "\(place): \(operation.rawValue) failed, \(SystemError.words(for: code)). The kernel's log (`dmesg`) may say more."
        case .system(let error): error.description
        }
    }

    private static func list(_ names: [String]) -> String {
        names.map { "“\($0)”" }.joined(separator: ", ")
    }
}
