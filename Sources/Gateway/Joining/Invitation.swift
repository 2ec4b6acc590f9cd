import Ledger
package import Metering
package import Statements

/// The one line with which somebody joins a street: where its broker is, whom to trust, and a code that is good once.
///
/// FORMAT.md has the form.
package struct Invitation: Hashable, Sendable {
    /// What the version of the form is called.
    static let version = "1"
    /// How every line begins, whatever its version.
    package static let beginning = "heliograph-join:"
    /// The code's length; bytes.
    package static let codeLength = 16
    /// The length of the authority's public key, a point of P-256 in its short form; bytes.
    package static let anchorLength = 33
    /// Longer lines are not read; bytes.
    package static let sizeLimit = 1024
    private static let checkLength = 4
    /// Seconds since 1970.
    private static let times: ClosedRange<Int64> = 0...8_589_934_591

    /// The street, which is the community's name.
    package let street: Name
    /// The broker's name or address.
    package let host: BrokerHost
    /// Where members reach the broker.
    package let brokerPort: UInt16
    /// Where those ask who have no certificate yet.
    package let doorPort: UInt16
    /// When the invitation ends.
    package let end: UnixTime
    /// The public key of the street's authority.
    package let anchor: [UInt8]
    /// The secret, for whoever is invited.
    package let code: [UInt8]

    /// - Throws: ``JoinFault/content(of:field:expected:)``
    package init(
        street: Name, host: BrokerHost, brokerPort: UInt16, doorPort: UInt16, end: UnixTime, anchor: [UInt8],
        code: [UInt8]
    ) throws(JoinFault) {
        func fault(_ field: String, _ expected: String) -> JoinFault {
            .content(of: "the invitation", field: field, expected: expected)
        }
        guard brokerPort > 0, doorPort > 0 else { throw fault("a port", "1 to 65535") }
        guard Self.times.contains(end.seconds) else { throw fault("its end", "a time") }
        guard anchor.count == Self.anchorLength else { throw fault("the authority's key", "33 bytes") }
        guard code.count == Self.codeLength else { throw fault("the code", "16 bytes") }
        self.street = street
        self.host = host
        self.brokerPort = brokerPort
        self.doorPort = doorPort
        self.end = end
        self.anchor = anchor
        self.code = code
    }

    /// The seed of the Ed25519 key with which whoever has the code signs; 32 bytes. The inviter keeps the public half alone.
    package static func seed(of code: [UInt8], _ cryptography: some Cryptography) -> [UInt8] {
        cryptography.sha256(Array("heliograph join code 1\n".utf8) + code).bytes
    }

    /// The line: ASCII, without a blank and without a line feed.
    package func line(_ cryptography: some Cryptography) -> String {
        let content = CBOR.array([
            .text(street.text), .text(host.text), .unsigned(UInt64(brokerPort)), .unsigned(UInt64(doorPort)),
            .unsigned(UInt64(end.seconds)), .bytes(anchor), .bytes(code),
        ]).encode()
        let bytes = content + cryptography.sha256(content).bytes.prefix(Self.checkLength)
        return "\(Self.beginning)\(Self.version):" + Self.encoded(bytes)
    }

    /// Reads a line; blanks around it are forgiven, nothing else is.
    /// - Throws: ``JoinFault``
    package init(line text: String, _ cryptography: some Cryptography) throws(JoinFault) {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let line = Array(
            text.utf8.prefix(Self.sizeLimit + 1).drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        let beginning = Array(Self.beginning.utf8)
        guard line.starts(with: beginning), line.count <= Self.sizeLimit else { throw .noInvitation }
        let parts = line[beginning.count...].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .damaged }
        let version = String(decoding: parts[0], as: UTF8.self)
        guard version == Self.version else { throw .otherVersion(version) }
        guard let bytes = Self.decoded(parts[1]), bytes.count > Self.checkLength else { throw .damaged }
        let content = Array(bytes.dropLast(Self.checkLength))
        guard cryptography.sha256(content).bytes.prefix(Self.checkLength).elementsEqual(bytes.suffix(Self.checkLength))
        else { throw .damaged }
        try self.init(content: content)
    }

    private init(content: [UInt8]) throws(JoinFault) {
        func fault(_ field: String, _ expected: String) -> JoinFault {
            .content(of: "the invitation", field: field, expected: expected)
        }
        guard let parts = try? CBOR.decode(content, limits: CBORLimits(size: Self.sizeLimit, items: 8)).array,
            parts.count == 7
        else { throw fault("its content", "seven fields") }
        guard let street = parts[0].text.flatMap({ try? Name($0) }) else { throw fault("the street", "a name") }
        guard let host = parts[1].text.flatMap({ BrokerHost($0) }) else {
            throw fault("the broker's host", "a name or an address")
        }
        guard let brokerPort = parts[2].integer.flatMap({ UInt16(exactly: $0) }),
            let doorPort = parts[3].integer.flatMap({ UInt16(exactly: $0) })
        else { throw fault("a port", "1 to 65535") }
        guard let end = parts[4].integer, Self.times.contains(end), let anchor = parts[5].bytes,
            let code = parts[6].bytes
        else {
            throw fault("its end, key or code", "a time and two byte strings")
        }
        try self.init(
            street: street, host: host, brokerPort: brokerPort, doorPort: doorPort, end: UnixTime(seconds: end),
            anchor: anchor, code: code)
    }

    /// Base 64 for addresses (RFC 4648 §5), without padding.
    private static func encoded(_ bytes: [UInt8]) -> String {
        let text = Base64.encode(bytes).filter { $0 != UInt8(ascii: "=") }.map { byte in
            byte == UInt8(ascii: "+") ? UInt8(ascii: "-") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard !text.contains(where: { "+/=".utf8.contains($0) }) else { return nil }
        let bytes = text.map { byte in
            byte == UInt8(ascii: "-") ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte
        }
        return Base64.decode(bytes + [UInt8](repeating: UInt8(ascii: "="), count: (4 - bytes.count % 4) % 4))
    }
}
