internal import COpenSSL

/// Empties this thread's OpenSSL error queue and returns its texts, the root cause first.
func openSSLReason() -> String {
    var reasons: [String] = []
    while case let code = ERR_get_error(), code != 0 {
        // SAFETY: the library's own static text, or NULL for a code it has no text for.
        if let text = unsafe ERR_reason_error_string(code) {
            reasons.append(unsafe String(cString: text))
        } else {
            reasons.append("error 0x" + String(code, radix: 16))
        }
    }
    return reasons.isEmpty ? "no reason given" : reasons.joined(separator: ", ")
}
