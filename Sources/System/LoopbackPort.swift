internal import CSystem
internal import Glibc

/// Ports of this machine, for programs that start a broker of their own.
package enum LoopbackPort {
    /// A TCP port of 127.0.0.1 on which nobody listens just now. Another program may take it before its user does.
    /// - Throws: ``SystemError/failed(call:errno:)``.
    package static func free() throws(SystemError) -> UInt16 {
        let port = csystem_free_port()
        let code = errno
        guard let port = UInt16(exactly: port) else { throw .failed(call: "bind", errno: code) }
        return port
    }
}
