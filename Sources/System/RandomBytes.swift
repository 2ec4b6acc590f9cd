internal import CSystem
internal import Glibc

/// Bytes that nobody can guess: getrandom(2), for keys and nonces.
package enum RandomBytes {
    /// - Throws: ``SystemError/failed(call:errno:)``; only a kernel without the call (before 3.17) or a filter refuses.
    package static func make(_ count: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            // SAFETY: the rest of the array, and the call is told its size.
            let got = unsafe bytes.withUnsafeMutableBytes {
                unsafe csystem_random($0.baseAddress?.advanced(by: filled), count - filled)
            }
            let code = errno
            if got < 0 && code == EINTR { continue }
            guard got > 0 else { throw .failed(call: "getrandom", errno: code) }
            filled += got
        }
        return bytes
    }
}
