/// What a payload is, as the protected header's label 3 says (RFC 9052 §3.1).
package enum ContentType: Hashable, Sendable {
    /// A number of the CoAP Content-Formats registry.
    case number(UInt64)
    /// A media type.
    case mediaType(String)

    /// `application/senml+cbor`: readings and events.
    package static let senML = ContentType.number(112)
    /// Entry 0 of every log.
    package static let genesis = ContentType.mediaType("application/heliograph-genesis+cbor")

    /// What changes how a log is judged.
    package static let rule = ContentType.mediaType("application/heliograph-rule+cbor")

    init?(_ value: CBOR?) {
        switch value {
        case .unsigned(let number)?: self = .number(number)
        case .text(let text)?: self = .mediaType(text)
        default: return nil
        }
    }

    var cbor: CBOR {
        switch self {
        case .number(let number): .unsigned(number)
        case .mediaType(let text): .text(text)
        }
    }
}
