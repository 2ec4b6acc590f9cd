internal import CMosquitto
internal import Glibc
package import System

/// Why there is no connection. Cases carry facts; nothing here holds a secret.
package enum MQTTError: Error, Hashable, CustomStringConvertible {
    case setting(String, rule: String)
    case file(path: String, errno: CInt)
    /// The name of the broker has no address; `code` is getaddrinfo(3)'s.
    case lookup(host: String, code: CInt)
    case unreachable(host: String, port: UInt16, errno: CInt)
    /// `detail` is OpenSSL's first line, for people.
    case tls(host: String, port: UInt16, detail: String)
    /// The other side closed the connection in the middle of the TLS handshake, which says nothing of its certificate or of ours.
    case handshakeLost(host: String, port: UInt16)
    /// The broker answered CONNECT with this MQTT reason code.
    case refused(reason: UInt8)
    /// The broker ended the connection with this MQTT reason code.
    case dismissed(reason: UInt8)
    /// The connection broke; `errno` is 0 where the other side closed it.
    case lost(errno: CInt)
    /// No answer to a CONNECT or a PINGREQ in time.
    case silent
    /// The broker sent a packet above ``MQTTConfiguration/packetLimit``.
    case oversized(limit: UInt32)
    /// Bytes that are not MQTT 5.
    case malformed
    /// The session was stopped.
    case stopped
    /// The process has no descriptor left for the session.
    case descriptors(SystemError)
    /// A refusal of libmosquitto that is none of the above.
    case library(call: String, code: CInt)

    package var description: String {
        switch self {
        case .setting(let name, let rule): "MQTT setting \(name) must be: \(rule)."
        case .file(let path, let code):
            "\(path) cannot be read, \(SystemError.words(for: code)): check its path and owner."
        case .lookup(let host, let code):
            "No address for the broker \(host), \(Self.words(forLookup: code)): check the name and the network."
        case .unreachable(let host, let port, let code):
            "No connection to \(host):\(port), \(SystemError.words(for: code)): is the broker running and the port right?"
        case .tls(let host, let port, let detail):
            "TLS with \(host):\(port) failed, \(detail): check the authority file, the names in the broker's certificate, "
                + "and that this port speaks TLS."
        case .handshakeLost(let host, let port):
            "\(host):\(port) closed the connection before TLS was agreed on: does this port speak TLS, and is the broker about to start or to end?"
        case .refused(let reason):
            "The broker refused us, \(Self.words(for: reason)): check user name, password and certificate."
        case .dismissed(let reason): "The broker ended the connection, \(Self.words(for: reason))."
        case .lost(0): "The broker closed the connection without a word: its log says why."
        case .lost(let code): "The connection broke, \(SystemError.words(for: code))."
        case .silent: "The broker did not answer in time: is it overloaded, or the network?"
        case .oversized(let limit):
            "The broker sent a packet of more than \(limit) bytes: it does not keep to our limit."
        case .malformed: "The broker sent what is not MQTT 5: is it one, and does this port speak MQTT?"
        case .descriptors(let error): "No MQTT session: \(error)"
        case .stopped: "The session was stopped."
        case .library(let call, let code): "libmosquitto refused \(call), \(Self.words(forLibrary: code))."
        }
    }

    /// The protocol's words for a reason code: “Not authorized (0x87)”.
    package static func words(for reason: UInt8) -> String {
        // SAFETY: the library returns constant strings.
        let words = unsafe mosquitto_reason_string(CInt(reason)).map { unsafe String(cString: $0) } ?? "unknown reason"
        return "\(words) (0x\(String(reason, radix: 16)))"
    }

    private static func words(forLookup code: CInt) -> String {
        // SAFETY: glibc returns constant strings.
        unsafe gai_strerror(code).map { unsafe String(cString: $0) } ?? "code \(code)"
    }

    private static func words(forLibrary code: CInt) -> String {
        // SAFETY: the library returns constant strings.
        let words = unsafe mosquitto_strerror(code).map { unsafe String(cString: $0) } ?? "unknown"
        return "\(words) (code \(code))"
    }
}
