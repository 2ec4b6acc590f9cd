/// A decoder that does not keep what is promised of it, with what shows that.
struct BrokenProperty: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Notes a broken promise unless the condition holds.
func require(_ condition: Bool, _ words: @autoclosure () -> String) throws(BrokenProperty) {
    guard condition else { throw BrokenProperty(words()) }
}
