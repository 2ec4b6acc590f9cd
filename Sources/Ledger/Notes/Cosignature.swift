package import Statements

/// A peer's dated signature over a checkpoint (C2SP tlog-cosignature, signature type 0x04).
///
/// It says: as of this time, the largest tree that I have seen of this origin has this root. A mirror's key says besides that
/// it holds every entry. The signed message does not contain the peer's name, so a key is never shared.
package enum Cosignature {
    /// `u64 time ‖ Ed25519 signature`
    private static let byteCount = 8 + 64
    private static let beginning = Array("cosignature/v1\ntime ".utf8)

    /// `cosignature/v1`, the time and the note's whole text.
    package static func message(_ text: [UInt8], time: UInt64) -> [UInt8] {
        var message: [UInt8] = []
        message.reserveCapacity(beginning.count + 20 + text.count)
        message += beginning
        message += String(time).utf8
        message.append(0x0A)
        message += text
        return message
    }

    /// A line for the note with this text.
    /// - Parameter time: POSIX seconds, `1...2^63-1`.
    /// - Throws: ``KeyFault/otherSigner(_:)`` if `signer` is not `key`'s, and what the signer throws.
    /// - Precondition: `key` is a cosignature key, and `time` in range.
    package static func sign(
        _ text: [UInt8], time: UInt64, key: NoteKey, with signer: some Signer
    ) throws -> NoteSignature {
        precondition(key.kind == .cosignature && isTime(time))
        guard signer.publicKey == key.publicKey else { throw LedgerError.key(.otherSigner(key.name)) }
        let stamp = (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * UInt64($0))) }
        let signature = try signer.sign(message(text, time: time))
        return NoteSignature(name: key.name, keyID: key.keyID, bytes: stamp + signature)
    }

    /// The time of a valid cosignature, POSIX seconds.
    /// - Returns: `nil` if the line is not this key's, has another length, a time of 0 or from 2^63 on, or does not verify.
    package static func verify(
        _ signature: NoteSignature, over text: [UInt8], by key: NoteKey, _ cryptography: some Cryptography
    ) -> UInt64? {
        guard key.kind == .cosignature, key.claims(signature), let time = time(of: signature),
            cryptography.isValid(
                signature: Array(signature.bytes[8...]), over: message(text, time: time), by: key.publicKey)
        else { return nil }
        return time
    }

    /// When a cosignature says that it was made, POSIX seconds; `nil` if the line has another length or no such time.
    static func time(of signature: NoteSignature) -> UInt64? {
        guard signature.bytes.count == byteCount else { return nil }
        let time = signature.bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        return isTime(time) ? time : nil
    }

    private static func isTime(_ time: UInt64) -> Bool { (1...UInt64(Int64.max)).contains(time) }
}
