import Statements

extension StatementError {
    /// The word by which the vector files call an error.
    var token: String {
        switch self {
        case .cbor(let fault, _): "cbor.\(fault.token)"
        case .tooLong: "tooLong"
        case .notAnEntry(.tag): "notAnEntry.tag"
        case .notAnEntry(.elements): "notAnEntry.elements"
        case .notAnEntry(.unprotectedHeader): "notAnEntry.unprotectedHeader"
        case .header(let label, _): "header.\(label.prefix { $0 != " " })"
        case .critical: "critical"
        case .check(.algorithm): "check.algorithm"
        case .check(.keyIdentifier): "check.keyIdentifier"
        case .check(.issuer): "check.issuer"
        case .check(.context): "check.context"
        case .check(.index): "check.index"
        case .check(.signature): "check.signature"
        case .signer: "signer"
        case .content: "content"
        }
    }
}

extension CBORFault {
    /// The name of the case.
    var token: String {
        switch self {
        case .truncated: "truncated"
        case .trailingBytes: "trailingBytes"
        case .indefiniteLength: "indefiniteLength"
        case .reservedHead: "reservedHead"
        case .notShortest: "notShortest"
        case .notInUse: "notInUse"
        case .invalidUTF8: "invalidUTF8"
        case .unsortedKeys: "unsortedKeys"
        case .repeatedKey: "repeatedKey"
        case .tooDeep: "tooDeep"
        case .tooManyItems: "tooManyItems"
        case .unexpected: "unexpected"
        }
    }
}
