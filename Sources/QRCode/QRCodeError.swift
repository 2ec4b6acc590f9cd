/// Why there is no QR code.
package enum QRCodeError: Error, Hashable, CustomStringConvertible {
    /// The library refused; `ERANGE` (34) is a text that is too long.
    case notEncoded(byteCount: Int, errno: CInt)

    package var description: String {
        switch self {
        case .notEncoded(let count, let code):
            "no QR code holds these \(count) bytes (errno \(code)): paste the text instead."
        }
    }
}
