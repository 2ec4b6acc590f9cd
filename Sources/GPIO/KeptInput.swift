internal import Metering

/// What a requested input is called in the service manager's store: which line, how it was asked for, and when.
///
/// `line.gpiochip0.17.pull-up.active-low.81234567890123`. The store lives no longer than the boot, in which the number of
/// a chip is its own; its label might hold a colon. The time tells two requests of one line apart, and whoever
/// remembers what it has read of one does not mistake it for another.
struct KeptInput: Hashable {
    /// `line.gpiochip0.17.`: common to all requests of one line, whatever they asked for.
    let line: String
    /// Everything but the time.
    let request: String

    init(_ request: InputRequest, at address: LineAddress) {
        let chip = address.path.split(separator: "/").last ?? ""
        line = "line.\(chip).\(address.line.offset)."
        self.request = line + "\(request.bias.rawValue).\(request.isActiveLow ? "active-low" : "active-high")."
    }

    /// The name of this request, made at `opened`.
    func name(opened: MonotonicTime) -> String { request + String(opened.nanoseconds) }

    /// When the request of this name was made; `nil` for the name of anything else.
    func opened(_ name: String) -> MonotonicTime? {
        guard name.hasPrefix(request), let nanoseconds = UInt64(name.dropFirst(request.count)) else { return nil }
        return MonotonicTime(nanoseconds: nanoseconds)
    }
}
