/// A look at a line that nobody holds, which is let go again.
package enum LineProbe {
    /// Whether a line is active, once its voltage has had time to follow the resistor that the request asks for. The chip
    /// keeps that resistor switched on afterwards.
    /// - Parameter settling: a cable of some metres and a capacitor of 100 nF at 50 kΩ need 5 ms for most of the way.
    /// - Throws: why the line cannot be had, as for a meter.
    package static func isActive(
        _ request: InputRequest, settling: Duration = .milliseconds(30)
    ) async throws(GPIOError) -> Bool {
        let line = try InputLine(request, at: try GPIOLibrary.directory().find(request.line))
        try? await Task.sleep(for: settling)
        return try line.isActive()
    }
}
