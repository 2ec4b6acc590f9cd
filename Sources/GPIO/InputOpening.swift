internal import Metering
internal import System

/// How an input is had: from the service manager's store if it was there as it is wanted, else from the kernel.
struct InputOpening {
    let store: DescriptorStore?

    /// - Returns: the line, held, and where its edges begin.
    func open(_ request: InputRequest, at address: LineAddress) throws(GPIOError) -> (InputLine, InputStart) {
        let kept = KeptInput(request, at: address)
        if let adopted = adopt(request, kept, at: address) {
            return (
                adopted.line,
                InputStart(opened: adopted.opened, isActive: try adopted.line.isActive(), isAdopted: true)
            )
        }
        // What is left of this line was asked for differently, or is of no use: it must go before the line can be had.
        let useless = (store?.names ?? []).filter { $0.hasPrefix(kept.line) }
        store?.discard(useless)
        let line = try ask(for: request, at: address, isJustReleased: !useless.isEmpty)
        let opened = SystemClock.monotonic()
        store?.keep(line.descriptor, as: kept.name(opened: opened))
        return (line, InputStart(opened: opened, isActive: try line.isActive()))
    }

    private func adopt(
        _ request: InputRequest, _ kept: KeptInput, at address: LineAddress
    ) -> (line: InputLine, opened: MonotonicTime)? {
        for name in store?.names ?? [] {
            guard let opened = kept.opened(name), let descriptor = store?.take(name) else { continue }
            if let line = try? InputLine(adopting: descriptor, request, at: address) { return (line, opened) }
            store?.discard([name])
        }
        return nil
    }

    /// The service manager closes what it let go of in its own time, so a line that it held may be busy a little longer.
    private func ask(
        for request: InputRequest, at address: LineAddress, isJustReleased: Bool
    ) throws(GPIOError) -> InputLine {
        let patience = SystemClock.monotonic() + (isJustReleased ? .seconds(1) : .zero)
        while true {
            do throws(GPIOError) {
                return try InputLine(request, at: address)
            } catch {
                guard case .lineBusy = error, SystemClock.monotonic() < patience else { throw error }
                DedicatedThread.pause(for: .milliseconds(5))
            }
        }
    }
}
