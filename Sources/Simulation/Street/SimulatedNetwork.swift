/// How badly messages come through at this moment.
struct SimulatedNetwork {
    private let count: Int
    /// For how many reasons what one sends is kept from another, by place of the sender and then of the receiver.
    private var hidings: [Int]
    /// Those who do not hear the others, and are not heard by them.
    var half: [Int] = []
    /// In percent.
    var loss = 0
    /// In percent.
    var repetition = 0
    /// The longest delay in steps, beyond the one that every message takes.
    var delay = 0

    init(count: Int) {
        self.count = count
        hidings = Array(repeating: 0, count: count * count)
    }

    mutating func hide(_ sender: Int, from receivers: [Int], _ hides: Bool) {
        for receiver in receivers {
            let place = sender * count + receiver
            hidings[place] = max(0, hidings[place] + (hides ? 1 : -1))
        }
    }

    func carries(from sender: Int, to receiver: Int) -> Bool {
        hidings[sender * count + receiver] == 0 && (half.isEmpty || half.contains(sender) == half.contains(receiver))
    }

    mutating func heal() { self = Self(count: count) }
}
