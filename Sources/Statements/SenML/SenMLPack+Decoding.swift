import Metering

extension SenMLPack {
    /// - Throws: ``StatementError``: `tooLong`, `cbor`, or `content` with the first thing that the profile does not have.
    init(decoding bytes: [UInt8]) throws(StatementError) {
        guard bytes.count <= Self.sizeLimit else { throw .tooLong(size: bytes.count, limit: Self.sizeLimit) }
        var reader = CBORReader(bytes)
        let count = try reader.count(of: .array)
        guard (1...Self.recordLimit).contains(count) else { throw Self.recordCountFault }
        var first = try Fields(&reader)
        guard let baseName = first.baseName, let (origin, subject) = Self.parse(baseName) else {
            throw Self.fault("bn of the first record", "an origin, a slash, a name and a slash")
        }
        guard let time = first.baseTime, SignedTime.range.contains(time) else {
            throw Self.fault("bt of the first record", SignedTime.expectation)
        }
        (first.baseName, first.baseTime) = (nil, nil)
        var records = [try first.record()]
        while records.count < count { records.append(try Fields(&reader).record()) }
        try reader.finish()
        self.init(origin: origin, subject: subject, time: time, records: records)
    }

    private static func parse(_ baseName: String) -> (Origin, Name)? {
        let parts = baseName.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[3].isEmpty, let community = try? Name(String(parts[0])),
            let gateway = try? Name(String(parts[1])), let subject = try? Name(String(parts[2]))
        else { return nil }
        return (Origin(community: community, gateway: gateway), subject)
    }

    /// One record as it stands in the bytes.
    private struct Fields {
        var baseName: String?
        var baseTime: Int64?
        private var name: String?
        private var unit: String?
        private var integer: Int64?
        private var values: [SenMLRecord.Value] = []

        init(_ reader: inout CBORReader) throws(StatementError) {
            var order = CBORKeyOrder()
            for _ in 0..<(try reader.count(of: .map)) {
                let start = reader.position
                guard let label = try reader.label() else {
                    throw SenMLPack.fault("every label", "one of SenML's own numbers")
                }
                try order.admit(start..<reader.position, of: reader.bytes)
                switch label {
                case SenMLLabel.name: name = try reader.text()
                case SenMLLabel.unit: unit = try reader.text()
                case SenMLLabel.value: integer = try reader.integer()
                case SenMLLabel.text: values.append(.text(try reader.text()))
                case SenMLLabel.boolean: values.append(.boolean(try reader.boolean()))
                case SenMLLabel.data: values.append(.data(Array(reader.bytes[try reader.byteString()])))
                case SenMLLabel.baseName: baseName = try reader.text()
                case SenMLLabel.baseTime: baseTime = try reader.integer()
                default: throw SenMLPack.fault("label \(label)", "absent")
                }
            }
        }

        func record() throws(StatementError) -> SenMLRecord {
            guard let name, !name.isEmpty else { throw SenMLPack.fault("the name of every record", "a text") }
            guard baseName == nil, baseTime == nil else {
                throw SenMLPack.fault("the base fields of “\(name)”", "absent, since it is not the first record")
            }
            var values = values
            if let integer {
                guard let unit = unit.flatMap(SenMLRecord.Unit.init(rawValue:)) else {
                    throw SenMLPack.fault("the unit of “\(name)”", "J, W, s or count")
                }
                values.append(.integer(integer, unit))
            } else if unit != nil {
                throw SenMLPack.fault("the unit of “\(name)”", "absent, since its value is no number")
            }
            guard let value = values.first, values.count == 1 else {
                throw SenMLPack.fault("“\(name)”", "given exactly one value")
            }
            return SenMLRecord(name, value)
        }
    }
}
