internal import CGpiod
internal import Metering

/// An input, held until the last reference goes.
@safe final class InputLine: @unchecked Sendable {
    // SAFETY: a live cgpiod_line *, and no lock: the thread that opens it hands it over to the one that drains it
    // (ChipReader, which shares it with nobody) before that one starts. deinit is the one close.
    private let handle: OpaquePointer
    private let name: LineName
    private let path: String
    /// Where `read` puts what it takes; the C side never takes more than 64 at once.
    private var taken = [cgpiod_edge](repeating: cgpiod_edge(), count: 64)

    init(_ request: InputRequest, at address: LineAddress) throws(GPIOError) {
        let bias = request.bias.code
        let line = unsafe cgpiod_line_open_input(address.path, address.line.offset, bias, request.isActiveLow)
        guard let line = unsafe line else { throw .current(.requestingInput, line: request.line, address: address) }
        unsafe handle = line
        name = request.line
        path = address.path
    }

    deinit { unsafe cgpiod_line_close(handle) }

    /// For poll(2): readable when there are edges, and when the chip has gone.
    var descriptor: CInt { unsafe cgpiod_line_descriptor(handle) }

    /// Whether the line is active now.
    func isActive() throws(GPIOError) -> Bool {
        let level = unsafe cgpiod_line_level(handle)
        guard level >= 0 else { throw .current(.readingLevel, at: "\(name) on \(path)") }
        return level == 1
    }

    /// Edges that are there, oldest first, at most 64; blocks until there is one.
    func read() throws(GPIOError) -> [Edge] {
        let count = unsafe taken.withUnsafeMutableBufferPointer { buffer in
            unsafe cgpiod_line_read(handle, buffer.baseAddress, UInt32(buffer.count))
        }
        guard count >= 0 else { throw .current(.readingEdges, at: "\(name) on \(path)") }
        return taken.prefix(Int(count)).map(Edge.init)
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
