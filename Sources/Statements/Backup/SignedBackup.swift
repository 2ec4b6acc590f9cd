internal import Metering

/// A backup as it was read, with what its statement key signed.
package struct SignedBackup: Hashable, Sendable {
    /// What it holds. Nobody has vouched for it before ``isSigned(by:_:)``.
    package let backup: KeyBackup
    /// 64 bytes.
    package let signature: [UInt8]

    package init(_ backup: KeyBackup, signature: [UInt8]) {
        self.backup = backup
        self.signature = signature
    }

    /// Whether all of it was put together by whoever has the statement key.
    package func isSigned(by key: PublicKey, _ cryptography: some Cryptography) -> Bool {
        cryptography.isValid(
            signature: signature, over: Array(backup.signedText(cryptography).utf8), by: key)
    }

    /// Reads a text. What is for people in it is passed over.
    /// - Throws: ``StatementError``: `tooLong`, or `content` with the line or the part that is damaged.
    package init(parsing bytes: [UInt8], _ cryptography: some Cryptography) throws(StatementError) {
        guard bytes.count <= KeyBackup.sizeLimit else {
            throw .tooLong(size: bytes.count, limit: KeyBackup.sizeLimit)
        }
        var reader = BackupLines(bytes)
        guard reader.take("heliograph-backup: ").map({ $0.elementsEqual("1".utf8) }) == true else {
            throw KeyBackup.fault("the first line that is no remark", "“heliograph-backup: 1”")
        }
        guard let name = reader.take("origin: "), let origin = try? Origin(name) else {
            throw KeyBackup.fault("the origin", "“origin: community/name” in a line of its own")
        }
        guard let digits = reader.take("made: "), let seconds = Self.number(digits) else {
            throw KeyBackup.fault("the time", "“made: ” and seconds since 1970")
        }
        var keys: [BackedUpKey] = []
        while let key = try reader.takeKey(cryptography) { keys.append(key) }
        var files: [BackedUpFile] = []
        while let file = try reader.takeFile(cryptography) { files.append(file) }
        guard let signature = reader.take(KeyBackup.signature).flatMap(unhexadecimal), signature.count == 64,
            reader.isAtEnd
        else {
            throw KeyBackup.fault(
                "the line “\(reader.next)”", "another part, or “signature: ” with 128 hexadecimal digits at the end")
        }
        backup = try KeyBackup(origin: origin, madeAt: UnixTime(seconds: seconds), keys: keys, files: files)
        self.signature = signature
    }

    /// Decimal digits without leading zeros.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        let text = String(decoding: digits, as: UTF8.self)
        guard let number = Int64(text), "\(number)" == text, KeyBackup.times.contains(number) else { return nil }
        return number
    }
}
