/// Why a line or a message about joining is not taken.
package enum JoinFault: Error, Hashable, CustomStringConvertible {
    /// A text that is no invitation at all.
    case noInvitation
    /// An invitation of a version that this program does not know.
    case otherVersion(String)
    /// A line that was changed or cut on its way.
    case damaged
    /// A field that is not what it should be.
    case content(of: String, field: String, expected: String)
    /// A signature that is not by the key that it should be by.
    case signature(of: String)
    /// A message that is longer than any.
    case tooLong(byteCount: Int, limit: Int)

    package var description: String {
        switch self {
        case .noInvitation:
            "that is no invitation: it is one line that begins with “\(Invitation.beginning)”, as “heliograph community invite” prints it."
        case .otherVersion(let version):
            "the invitation is of version \(version), and this program knows version \(Invitation.version): install the Heliograph that the street has."
        case .damaged:
            "the invitation was changed or cut on its way: copy the whole line again, or scan its QR code."
        case .content(let what, let field, let expected): "\(what): \(field) is not \(expected)."
        case .signature(let what): "\(what) is not signed by the key that it must be signed by."
        case .tooLong(let count, let limit): "a message about joining has \(count) bytes; the limit is \(limit)."
        }
    }
}
