/// Which way the energy that a meter counts flows; the raw value is what configuration and statements carry.
package enum Direction: String, Hashable, Sendable, CaseIterable {
    /// What a generator, such as a roof, makes.
    case production
    /// What a household takes from the grid. Shows when somebody is at home.
    case `import`
    /// What a household gives to the grid.
    case export
}
