/// A decoder that answers `nil` instead of throwing.
struct Refusal: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The value, if there is one.
func accepted<Value>(_ value: Value?, _ words: String) throws(Refusal) -> Value {
    guard let value else { throw Refusal(words) }
    return value
}

/// The bytes as text; no decoder of text is ever given anything but UTF-8.
func text(_ bytes: [UInt8]) throws(Refusal) -> String {
    try accepted(String(validating: bytes, as: UTF8.self), "not UTF-8")
}
