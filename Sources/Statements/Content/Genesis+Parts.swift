import Metering

extension Genesis.Predecessor {
    var cbor: CBOR {
        .map(
            CBORMap([
                (.text("origin"), .text(origin.description)), (.text("size"), .unsigned(size)),
                (.text("root"), .bytes(root.bytes)),
            ]))
    }

    init(_ value: CBOR) throws(StatementError) {
        guard let map = value.map, map.pairs.count == 3, let origin = map["origin"]?.text.flatMap({ try? Origin($0) }),
            case .unsigned(let size)? = map["size"], let root = map["root"]?.bytes.flatMap({ Digest($0) })
        else { throw Genesis.fault("predecessor", "an origin, a size and a root") }
        self.init(origin: origin, size: size, root: root)
    }
}

extension MeterDescription {
    var cbor: CBOR {
        .map(
            CBORMap([
                (.text("name"), .text(name.text)), (.text("constant"), .text(constant.description)),
                (.text("ratio"), .text(ratio.description)), (.text("direction"), .text(direction.rawValue)),
                (.text("obis"), .text(obis)),
            ]))
    }

    init(_ value: CBOR) throws(StatementError) {
        guard let map = value.map, map.pairs.count == 5, let name = map["name"]?.text.flatMap({ try? Name($0) }) else {
            throw Genesis.fault("a meter", "a map of name, constant, ratio, direction and obis")
        }
        guard let constant = map["constant"]?.text.flatMap(Rational.init(canonical:)),
            let ratio = map["ratio"]?.text.flatMap(Rational.init(canonical:))
        else { throw Genesis.fault("constant and ratio of \(name)", Rational.expectation) }
        guard let direction = map["direction"]?.text.flatMap(Direction.init(rawValue:)) else {
            throw Genesis.fault("the direction of \(name)", "production, import or export")
        }
        guard let obis = map["obis"]?.text,
            let meter = try? MeterDescription(
                name: name, constant: constant, ratio: ratio, direction: direction, obis: obis)
        else { throw Genesis.fault("\(name)", "a meter's name with an OBIS code") }
        self = meter
    }
}
