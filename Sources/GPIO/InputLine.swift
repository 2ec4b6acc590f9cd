internal import CGpiod
internal import Metering
internal import System

/// An input, held until the last reference goes, here and in the service manager's store.
final class InputLine: Sendable {
    /// For poll(2): readable when there are edges, and when the chip has gone. A request of the kernel's uAPI v2.
    let descriptor: Descriptor
    private let name: LineName
    private let path: String

    /// Asks the kernel for the line.
    init(_ request: InputRequest, at address: LineAddress) throws(GPIOError) {
        let bias = request.bias.code
        let input = unsafe cgpiod_input_open(address.path, address.line.offset, bias, request.isActiveLow)
        guard input >= 0 else { throw .current(.requestingInput, line: request.line, address: address) }
        descriptor = Descriptor(owning: input)
        name = request.line
        path = address.path
    }

    /// Takes over a request of a former life.
    /// - Throws: ``GPIOError/failed(_:place:code:)`` when the descriptor is something else, or the line is not ours.
    init(adopting descriptor: Descriptor, _ request: InputRequest, at address: LineAddress) throws(GPIOError) {
        let status = unsafe cgpiod_input_verify(descriptor.number, address.path, address.line.offset)
        guard status == 0 else { throw .current(.adoptingInput, line: request.line, address: address) }
        self.descriptor = descriptor
        name = request.line
        path = address.path
    }

    /// Whether the line is active now.
    func isActive() throws(GPIOError) -> Bool {
        let level = cgpiod_input_level(descriptor.number)
        guard level >= 0 else { throw .current(.readingLevel, at: "\(name) on \(path)") }
        return level == 1
    }

    /// Edges that are there, oldest first, into the beginning of `space`, which is not empty; without waiting.
    /// - Returns: them; as many as `space` holds if there may be more.
    func read(through space: inout [cgpiod_edge]) throws(GPIOError) -> [Edge] {
        // SAFETY: the array's own elements, and the call is told their number.
        let count = unsafe space.withUnsafeMutableBufferPointer { buffer in
            unsafe cgpiod_input_read(descriptor.number, buffer.baseAddress, UInt32(buffer.count))
        }
        guard count >= 0 else { throw .current(.readingEdges, at: "\(name) on \(path)") }
        return space.prefix(Int(count)).map(Edge.init)
    }
}

extension LineBias {
    fileprivate var code: cgpiod_bias {
        switch self {
        case .asIs: CGPIOD_BIAS_AS_IS
        case .disabled: CGPIOD_BIAS_DISABLED
        case .pullUp: CGPIOD_BIAS_PULL_UP
        case .pullDown: CGPIOD_BIAS_PULL_DOWN
        }
    }
}

extension Edge {
    fileprivate init(_ edge: cgpiod_edge) {
        self.init(
            polarity: edge.is_rising ? .rising : .falling, time: MonotonicTime(nanoseconds: edge.time_ns),
            sequence: edge.sequence)
    }
}
