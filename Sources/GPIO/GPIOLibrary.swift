internal import CGpiod

/// The libgpiod that this program was built against.
package enum GPIOLibrary {
    /// Its version in its own words, such as `1.6.3` or `2.1.3`.
    package static var version: String {
        // SAFETY: a static C string.
        unsafe String(cString: cgpiod_version())
    }

    /// How many edges of one line the kernel keeps while nobody reads. It drops the oldest of more, which leaves a gap in
    /// ``Edge/sequence``.
    package static let kernelBufferLimit = 1024

    /// All chips and lines of this machine, as they are now; it asks for nothing and disturbs nobody.
    ///
    /// A chip that may not be opened is listed under ``LineDirectory/refused``.
    package static func directory() throws(GPIOError) -> LineDirectory {
        var directory = LineDirectory()
        for path in try paths() {
            do {
                directory.chips.append(try GPIOChip(path: path).describe())
            } catch {
                directory.refused.append(LineDirectory.Refusal(path: path, error: error))
            }
        }
        return directory
    }

    private static func paths() throws(GPIOError) -> [String] {
        guard let found = unsafe cgpiod_paths_find() else { throw .current(.listingChips, at: "/dev") }
        // SAFETY: owned here from find to free; the strings are copied before.
        defer { unsafe cgpiod_paths_free(found) }
        return unsafe (0..<cgpiod_paths_count(found)).map { unsafe String(cString: cgpiod_paths_get(found, $0)) }
    }
}
