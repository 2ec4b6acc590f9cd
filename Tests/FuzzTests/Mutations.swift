/// SplitMix64: the same numbers from the same seed, for mutations that can be repeated.
struct Mutations: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    /// One input with up to four bytes changed, taken out, doubled or put in, perhaps going on as another one does.
    mutating func mutated(_ one: [UInt8], with other: [UInt8]) -> [UInt8] {
        var bytes = one
        if !other.isEmpty, Int.random(in: 0..<4, using: &self) == 0 {
            let cut = Int.random(in: 0...bytes.count, using: &self)
            bytes = Array(bytes[..<cut]) + other[Int.random(in: 0..<other.count, using: &self)...]
        }
        for _ in 0..<Int.random(in: 0...4, using: &self) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<5, using: &self) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &self)
            case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 2: bytes.remove(at: index)
            case 3: bytes.insert(bytes[index], at: index)
            default: bytes.insert(UInt8.random(in: 0...255, using: &self), at: index)
            }
        }
        return bytes
    }
}
