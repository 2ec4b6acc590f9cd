import Glibc

/// Plain TCP on 127.0.0.1, for the brokers of the tests that misbehave.
final class LoopbackSocket: Sendable {
    let descriptor: CInt

    private init(descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A listening socket, and its port.
    static func listening() throws -> (LoopbackSocket, UInt16) {
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

    static func canConnect(to port: UInt16) -> Bool { connected(to: port) != nil }

    static func connected(to port: UInt16) -> LoopbackSocket? {
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
    func accept() -> LoopbackSocket? {
        let client = Glibc.accept(descriptor, nil, nil)
        return client < 0 ? nil : LoopbackSocket(descriptor: client)
    }

    /// Ends every wait on this socket.
    func shut() { shutdown(descriptor, CInt(SHUT_RDWR)) }

    /// All bytes asked for, or `nil` when the other side has closed.
    func read(_ count: Int) -> [UInt8]? {
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

    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
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

struct SocketError: Error { let errno: CInt }
