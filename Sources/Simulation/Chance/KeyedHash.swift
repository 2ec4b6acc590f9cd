/// What stands for a signature: 64 bits over key and message, spread over 64 bytes.
///
/// Nobody in a simulation looks for collisions: liars sign what they like with their own keys, or change bytes at random, which
/// a mixture of 64 bits notices as well as SHA-256 would.
struct KeyedHash {
    /// As many as a signature has.
    static let byteCount = 64

    private let mixed: UInt64

    init(of message: [UInt8], by key: [UInt8]) {
        // Fowler, Noll and Vo's hash (FNV-1a), which takes one multiplication a byte.
        var mixed: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key { mixed = (mixed ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for byte in message { mixed = (mixed ^ UInt64(byte)) &* 0x100_0000_01B3 }
        self.mixed = (mixed ^ mixed >> 32) &* 0x9E37_79B9_7F4A_7C15
    }

    /// One of the bytes, no two words of them the same.
    func byte(_ place: Int) -> UInt8 {
        let word = mixed &+ UInt64(place / 8) &* 0xD1B5_4A32_D192_ED03
        return UInt8(truncatingIfNeeded: word >> UInt64(place % 8 * 8))
    }
}
