internal import CSystem
internal import Glibc
internal import Synchronization

/// Ports of this machine, for programs that start a broker of their own.
package enum LoopbackPort {
    /// Below those that the kernel gives to whoever connects (ip_local_port_range, from 32768 on): while a broker is away none of its
    /// clients, which try on, ends up on its port, nor anybody else.
    static let range: Range<UInt16> = 20_000..<32_768
    /// Where to look next. Another process begins elsewhere.
    private static let next = Mutex(UInt16.random(in: range))

    /// A TCP port of 127.0.0.1 on which nobody listens just now, and which no process of ours that lives has been given. Another
    /// program may take it before its user does.
    /// - Throws: ``SystemError/failed(call:errno:)``.
    package static func free() throws(SystemError) -> UInt16 {
        var code = EADDRINUSE
        for _ in range {
            let port = next.withLock { next in
                defer { next = next + 1 < range.upperBound ? next + 1 : range.lowerBound }
                return next
            }
            if csystem_reserve_port(port) == 0 { return port }
            code = errno
            guard code == EADDRINUSE else { break }
        }
        throw .failed(call: "bind", errno: code)
    }
}
