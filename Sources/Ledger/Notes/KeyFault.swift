/// What is wrong with a key that signs notes.
package enum KeyFault: Hashable, Sendable, CustomStringConvertible {
    case malformedName(String)
    case malformed(String)
    case unsupportedKind(KeyName, UInt8)
    case notEd25519(KeyName)
    case wrongKeyID(KeyName, found: UInt32, expected: UInt32)
    case otherSigner(KeyName)

    package var description: String {
        switch self {
        case .malformedName(let text):
            "“\(text)” cannot name a key: it is empty, or has a space, a plus sign or no UTF-8."
        case .malformed(let text): "“\(text)” is not a key; one looks like `name+0123abcd+base64`: copy it whole."
        case .unsupportedKind(let name, let type):
            "The key \(name) is of type \(type); types 1 (logs) and 4 (mirrors), both Ed25519, are understood."
        case .notEd25519(let name): "The key \(name) is not an Ed25519 key of 32 bytes."
        case .wrongKeyID(let name, let found, let expected):
            "The key \(name) says ID \(NoteKey.hexadecimal(found)) and has \(NoteKey.hexadecimal(expected)): copy it again."
        case .otherSigner(let name): "The private key at hand is not the one whose public key is \(name)'s."
        }
    }
}
