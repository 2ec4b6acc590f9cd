internal import CMosquitto
internal import Glibc

/// What libmosquitto returns, as facts.
extension Connection {
    /// Throws what a call that concerns the connection returned.
    func check(_ call: String, _ status: cmosquitto_status) throws(MQTTError) {
        guard status.code != MOSQ_ERR_SUCCESS.rawValue else { return }
        // The broker's own word is the better reason: the library calls every refusal a protocol error.
        if let farewell { throw farewell }
        let (host, port) = (configuration.host, configuration.port)
        if isHandshakeLost { throw .handshakeLost(host: host, port: port) }
        switch mosq_err_t(status.code) {
        case MOSQ_ERR_EAI: throw .lookup(host: host, code: status.error_number)
        case MOSQ_ERR_ERRNO where status.error_number == EPROTO, MOSQ_ERR_TLS, MOSQ_ERR_TLS_HANDSHAKE:
            throw .tls(host: host, port: port, detail: complaint ?? "without a reason given")
        // A TLS alert during the handshake may look like a closed connection; then OpenSSL has complained.
        case MOSQ_ERR_CONN_LOST where !hasOpened && complaint != nil:
            throw .tls(host: host, port: port, detail: complaint ?? "")
        case MOSQ_ERR_ERRNO: throw .lost(errno: status.error_number)
        case MOSQ_ERR_CONN_LOST, MOSQ_ERR_NO_CONN: throw .lost(errno: 0)
        case MOSQ_ERR_KEEPALIVE: throw .silent
        case MOSQ_ERR_PROTOCOL, MOSQ_ERR_MALFORMED_PACKET, MOSQ_ERR_MALFORMED_UTF8, MOSQ_ERR_DUPLICATE_PROPERTY:
            throw .malformed
        default: throw .library(call: call, code: status.code)
        }
    }

    /// Whether OpenSSL complained of nothing but the end of the bytes: SSL_R_UNEXPECTED_EOF_WHILE_READING of its SSL routines.
    private var isHandshakeLost: Bool { !hasOpened && complaint?.contains("error:0A000126:") ?? false }

    /// Throws what a call that prepares the client returned.
    static func check(_ call: String, _ code: CInt) throws(MQTTError) {
        if code != MOSQ_ERR_SUCCESS.rawValue { throw .library(call: call, code: code) }
    }

    /// The reason code of a message or filter that the library will not send at all; `nil` for anything else.
    static func reason(ofRefusal code: CInt) -> UInt8? {
        switch mosq_err_t(code) {
        case MOSQ_ERR_INVAL, MOSQ_ERR_MALFORMED_UTF8: 0x90
        case MOSQ_ERR_PAYLOAD_SIZE, MOSQ_ERR_OVERSIZE_PACKET: 0x95
        case MOSQ_ERR_RETAIN_NOT_SUPPORTED: 0x9a
        case MOSQ_ERR_QOS_NOT_SUPPORTED: 0x9b
        default: nil
        }
    }
}

extension mosq_err_t {
    fileprivate init(_ code: CInt) { self.init(rawValue: RawValue(truncatingIfNeeded: code)) }
}
