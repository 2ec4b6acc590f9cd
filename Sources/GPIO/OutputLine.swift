internal import CGpiod

/// An output, held until the value goes.
@safe package struct OutputLine: ~Copyable, @unchecked Sendable {
    // SAFETY: a live cgpiod_line *. libgpiod asks that no two threads use it at once: `set` is mutating, so the owner
    // has exclusive access. deinit is the one close.
    private let handle: OpaquePointer
    private let name: LineName

    /// Takes hold of the line and drives it inactive.
    /// - Parameter isActiveLow: whether a low voltage means active, as with a light between the supply and the line.
    package init(_ name: LineName, isActiveLow: Bool = false) throws(GPIOError) {
        let address = try GPIOLibrary.directory().find(name)
        let line = unsafe cgpiod_line_open_output(address.path, address.line.offset, isActiveLow, false)
        guard let line = unsafe line else { throw .current(.requestingOutput, line: name, address: address) }
        unsafe handle = line
        self.name = name
    }

    deinit { unsafe cgpiod_line_close(handle) }

    /// Drives the line active or inactive.
    package mutating func set(isActive: Bool) throws(GPIOError) {
        guard unsafe cgpiod_line_set(handle, isActive) == 0 else { throw .current(.settingLevel, at: "\(name)") }
    }
}
