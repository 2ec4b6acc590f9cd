package import Statements

/// The mirrors of a street, by log. Each lies in a box of its own: a street is copied with every batch of inputs, and then
/// nothing is copied but boxes and what changes.
package struct Mirrors: Sendable {
    private final class Box: Sendable {
        let mirror: Mirror
        /// Whether time passing means anything to it, without a session and with one: asked at every tick of every mirror, so
        /// found out once.
        let isTickDue: (alone: Bool, connected: Bool)

        init(_ mirror: Mirror) {
            self.mirror = mirror
            isTickDue = (mirror.isTickDue(isConnected: false), mirror.isTickDue(isConnected: true))
        }
    }

    /// The logs that are mirrored, in an order that is always the same.
    package let origins: [Origin]
    /// In the order of ``origins``.
    private var boxes: [Box]
    private let places: [Origin: Int]

    init(_ mirrors: [Mirror]) {
        let sorted = mirrors.sorted { $0.origin < $1.origin }
        origins = sorted.map(\.origin)
        boxes = sorted.map(Box.init)
        places = Dictionary(uniqueKeysWithValues: zip(origins, sorted.indices))
    }

    /// The mirror of a log; `nil` for a log that is not mirrored. None is ever taken away or added.
    package internal(set) subscript(origin: Origin) -> Mirror? {
        get { places[origin].map { boxes[$0].mirror } }
        set {
            guard let newValue, let place = places[origin] else { return }
            boxes[place] = Box(newValue)
        }
    }

    /// What is asked of each, in the order of ``origins``.
    package func map<Result>(_ body: (Mirror) -> Result) -> [Result] { boxes.map { body($0.mirror) } }

    /// The logs whose mirrors have something to do now that time has passed.
    func dueForTick(isConnected: Bool) -> [Origin] {
        var due: [Origin] = []
        for (origin, box) in zip(origins, boxes) where isConnected ? box.isTickDue.connected : box.isTickDue.alone {
            due.append(origin)
        }
        return due
    }
}
