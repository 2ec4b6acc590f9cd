internal import Glibc

/// Plain TCP on 127.0.0.1, for the brokers and the lines of the tests that misbehave.
package final class LoopbackSocket: Sendable {
    private let descriptor: CInt

    private init(descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A listening socket, and its port.
    package static func listening() throws -> (LoopbackSocket, UInt16) {
        let socket = LoopbackSocket(descriptor: socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        var address = address(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket.descriptor, $0, size) == 0 && listen(socket.descriptor, 8) == 0
                    && getsockname(socket.descriptor, $0, &size) == 0
            }
        }
        guard isOpen else { throw SocketError(errno: errno) }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    /// Whether somebody listens.
    package static func canConnect(to port: UInt16) -> Bool { connected(to: port) != nil }

    /// A line to whoever listens; `nil` where nobody does.
    package static func connected(to port: UInt16) -> LoopbackSocket? {
        let socket = LoopbackSocket(descriptor: socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        var address = address(port: port)
        let isOpen = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        return isOpen ? socket : nil
    }

    /// Waits for a client; `nil` once ``shut()``.
    package func accept() -> LoopbackSocket? {
        let client = Glibc.accept(descriptor, nil, nil)
        return client < 0 ? nil : LoopbackSocket(descriptor: client)
    }

    /// Ends every wait on this socket.
    package func shut() { shutdown(descriptor, CInt(SHUT_RDWR)) }

    /// All bytes asked for, or `nil` when the other side has closed.
    package func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe bytes.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress?.advanced(by: filled), count - filled, 0)
            }
            guard got > 0 else { return nil }
            filled += got
        }
        return bytes
    }

    /// Sends all of it.
    /// - Returns: `false` when the other side is gone.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}

/// Why there is no socket.
package struct SocketError: Error {
    /// What the kernel said.
    package let errno: CInt
}
