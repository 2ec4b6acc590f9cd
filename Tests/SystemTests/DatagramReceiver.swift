import Glibc
import System

/// The other end: systemd's.
final class DatagramReceiver {
    private let descriptor: CInt

    init(_ address: String) throws {
        descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(address.utf8)
        unsafe withUnsafeMutableBytes(of: &target.sun_path) { path in
            for (index, byte) in bytes.enumerated() {
                unsafe path[index] = index == 0 && byte == UInt8(ascii: "@") ? 0 : byte
            }
        }
        let size = socklen_t(2 + bytes.count + (address.hasPrefix("@") ? 0 : 1))
        let status = unsafe withUnsafePointer(to: &target) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, size) }
        }
        guard status == 0 else { throw SystemError.failed(call: "bind", errno: errno) }
    }

    deinit { close(descriptor) }

    /// The next message, and whatever descriptor came with it.
    func nextWithDescriptor() -> (text: String, descriptor: Descriptor?) {
        var text = [UInt8](repeating: 0, count: 4096)
        // What the kernel attaches: 16 bytes of header, then the number.
        var attached = [UInt64](repeating: 0, count: 8)
        let size = unsafe text.withUnsafeMutableBytes { text in
            unsafe attached.withUnsafeMutableBytes { attached in
                var content = unsafe iovec(iov_base: text.baseAddress, iov_len: text.count)
                return unsafe withUnsafeMutablePointer(to: &content) { content in
                    var message = unsafe msghdr()
                    unsafe message.msg_iov = content
                    unsafe message.msg_iovlen = 1
                    unsafe message.msg_control = attached.baseAddress
                    unsafe message.msg_controllen = attached.count
                    return unsafe recvmsg(descriptor, &message, 0)
                }
            }
        }
        let number = attached[0] > 16 ? Descriptor(owning: CInt(truncatingIfNeeded: attached[2])) : nil
        return (String(decoding: text.prefix(max(0, size)), as: UTF8.self), number)
    }

    func next() -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
