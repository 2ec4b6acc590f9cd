internal import CGpiod

/// An output, held until the value goes.
@safe package struct OutputLine: ~Copyable, @unchecked Sendable {
    // SAFETY: a live cgpiod_output *. libgpiod asks that no two threads use it at once: what uses it is mutating, so
    // the owner has exclusive access. deinit is the one close.
    private let handle: OpaquePointer
    private let name: LineName

    /// Takes hold of the line and drives it inactive.
    /// - Parameter isActiveLow: whether a low voltage means active, as with a light between the supply and the line.
    package init(_ name: LineName, isActiveLow: Bool = false) throws(GPIOError) {
        let address = try GPIOLibrary.directory().find(name)
        let line = unsafe cgpiod_output_open(address.path, address.line.offset, isActiveLow, false)
        guard let line = unsafe line else { throw .current(.requestingOutput, line: name, address: address) }
        unsafe handle = line
        self.name = name
    }

    deinit { unsafe cgpiod_output_close(handle) }

    /// Drives the line active or inactive.
    package mutating func set(isActive: Bool) throws(GPIOError) {
        guard unsafe cgpiod_output_set(handle, isActive) == 0 else { throw .current(.settingLevel, at: "\(name)") }
    }

    /// Drives the line active and inactive again, and reads each back from the line itself.
    /// - Throws: ``GPIOError/heldByForce(_:isActive:)`` where it does not follow.
    package mutating func prove() throws(GPIOError) {
        for isActive in [true, false] {
            try set(isActive: isActive)
            let level = unsafe cgpiod_output_level(handle)
            guard level >= 0 else { throw .current(.readingLevel, at: "\(name)") }
            guard (level == 1) == isActive else { throw .heldByForce(name, isActive: !isActive) }
        }
    }
}
