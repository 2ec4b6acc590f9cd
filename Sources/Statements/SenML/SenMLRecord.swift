/// One record of a pack: a name and one value. Integers are the only numbers.
struct SenMLRecord: Hashable, Sendable {
    /// The primary units (RFC 8428 §12.1) that statements use; kWh is for people and never signed.
    enum Unit: String, Hashable, Sendable {
        case joule = "J"
        case watt = "W"
        case second = "s"
        case count
    }

    enum Value: Hashable, Sendable {
        case integer(Int64, Unit)
        case text(String)
        case boolean(Bool)
        case data([UInt8])
    }

    /// The part of the name that follows the pack's base name.
    var name: String
    var value: Value

    init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}

/// The labels of RFC 8428 §6 that are in use, in the order of their encodings.
enum SenMLLabel {
    static let name: Int64 = 0
    static let unit: Int64 = 1
    static let value: Int64 = 2
    static let text: Int64 = 3
    static let boolean: Int64 = 4
    static let data: Int64 = 8
    static let baseName: Int64 = -2
    static let baseTime: Int64 = -3
}
