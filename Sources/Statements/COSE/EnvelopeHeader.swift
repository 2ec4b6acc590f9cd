/// What a mirror reads of a protected header, by position. Everything else in it is checked for form and passed over.
struct EnvelopeHeader {
    private(set) var algorithm: Algorithm
    private(set) var keyIdentifier: Range<Int>
    private(set) var issuer: Range<Int>
    private(set) var context: Range<Int>

    /// - Parameter range: where the header's map lies in an entry's bytes.
    init(_ bytes: [UInt8], within range: Range<Int>) throws(StatementError) {
        var algorithm: Int64?
        var keyIdentifier: Range<Int>?
        var claims: Claims?
        var isCritical = false
        var order = CBORKeyOrder()
        var reader = CBORReader(bytes, within: range)
        for _ in 0..<(try reader.count(of: .map)) {
            let start = reader.position
            let label = try reader.label()
            try order.admit(start..<reader.position, of: bytes)
            switch label {
            case Label.algorithm: algorithm = try reader.integer()
            case Label.keyIdentifier: keyIdentifier = try reader.byteString()
            case Label.claims: claims = try Claims(&reader)
            default:
                isCritical = isCritical || label == Label.critical
                try reader.skip(depth: CBORLimits.depthLimit - 1)
            }
        }
        try reader.finish()
        if isCritical { try Self.checkCritical(Array(bytes[range])) }
        guard let algorithm = algorithm.flatMap(Algorithm.init(rawValue:)) else {
            throw .header(label: "alg (1)", expected: "−8, −7, −19 or −9")
        }
        guard let keyIdentifier else { throw .header(label: "kid (4)", expected: "a byte string") }
        guard let issuer = claims?.issuer else {
            throw .header(label: "iss (1)", expected: "a text among the claims (15)")
        }
        guard let context = claims?.context, context.count == ContextIdentifier.size else {
            throw .header(label: "cti (7)", expected: "16 bytes among the claims (15)")
        }
        self.algorithm = algorithm
        self.keyIdentifier = keyIdentifier
        self.issuer = issuer
        self.context = context
    }

    /// Where the claims lie that a mirror compares.
    private struct Claims {
        private(set) var issuer: Range<Int>?
        private(set) var context: Range<Int>?

        init(_ reader: inout CBORReader) throws(StatementError) {
            var order = CBORKeyOrder()
            for _ in 0..<(try reader.count(of: .map)) {
                let start = reader.position
                let claim = try reader.label()
                try order.admit(start..<reader.position, of: reader.bytes)
                switch claim {
                case Claim.issuer: issuer = try reader.textString()
                case Claim.context: context = try reader.byteString()
                default: try reader.skip(depth: CBORLimits.depthLimit - 2)
                }
            }
        }
    }

    /// The labels that `crit` may name. Fixed for ever, or mirrors of different versions would not agree.
    private static let understood: [CBOR] = [
        .integer(Label.algorithm), .integer(Label.contentType), .integer(Label.keyIdentifier), .integer(Label.claims),
        .text(Label.record),
    ]

    /// RFC 9052 §3.1: what is critical must be there and be understood.
    private static func checkCritical(_ header: [UInt8]) throws(StatementError) {
        let labels = try CBOR.decode(header, limits: CBORLimits(size: Entry.sizeLimit, items: Entry.sizeLimit)).map
        guard let critical = labels?[Label.critical]?.array, !critical.isEmpty else {
            throw .header(label: "crit (2)", expected: "an array of labels, not empty")
        }
        for label in critical {
            guard understood.contains(label), labels?[label] != nil else {
                throw .critical(label: label.integer?.description ?? label.text.map { "“\($0)”" } ?? "no label")
            }
        }
    }
}
