package import System

/// What a person types to open a backup, or has in a file for a script.
package struct Passphrase: Sendable {
    /// In bytes of UTF-8: shorter ones can be guessed by whoever has the file and a few machines.
    package static let minimum = 12
    /// In bytes: what the openssl command takes on a terminal.
    package static let maximum = 256

    let secret: SecretBytes

    /// What was typed, as it is.
    package init(_ secret: SecretBytes) { self.secret = secret }

    /// Refuses what a backup must not be made with.
    /// - Throws: ``SigningError/passphrase(_:)`` where it is empty, too short, too long, one character again and again, or
    ///   holds one that cannot be typed.
    package func check() throws(SigningError) {
        // SAFETY: the secret's own memory, for the time of the calls.
        let fault = unsafe secret.withBytes { bytes -> PassphraseFault? in
            if unsafe bytes.isEmpty { return .empty }
            if unsafe bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) { return .control }
            if bytes.count < Self.minimum { return .short(minimum: Self.minimum) }
            if bytes.count > Self.maximum { return .long(maximum: Self.maximum) }
            let first = unsafe bytes[0]
            return unsafe bytes.allSatisfy { $0 == first } ? .uniform : nil
        }
        if let fault { throw .passphrase(fault) }
    }

    /// Whether two are the same.
    package func isSame(as other: Passphrase) -> Bool { secret == other.secret }

    /// The first line of a file that nobody but its owner can read.
    /// - Throws: ``SigningError``, as for a key's file.
    package init(file path: String) throws(SigningError) {
        let text = try PrivateFile.read(path, limit: 4096)
        self.init(text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
    }
}

/// Why a passphrase is not taken.
package enum PassphraseFault: Hashable, Sendable, CustomStringConvertible {
    case empty
    /// In bytes.
    case short(minimum: Int)
    case long(maximum: Int)
    case control
    case uniform

    package var description: String {
        switch self {
        case .empty: "it is empty"
        case .short(let minimum):
            "it has fewer than \(minimum) characters; five words that do not belong together do well"
        case .long(let maximum): "it has more than \(maximum) bytes"
        case .control: "it holds a character that cannot be typed"
        case .uniform: "it is one character again and again"
        }
    }
}
