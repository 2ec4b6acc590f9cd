/// What stands for a signature: 64 bits over key and message, spread over 64 bytes.
///
/// Nobody in a simulation looks for collisions: liars sign what they like with their own keys, or change bytes at random, which
/// a mixture of 64 bits notices as well as SHA-256 would.
struct KeyedHash {
    /// As many as a signature has.
    static let byteCount = 64

    private let mixed: UInt64

    init(of message: [UInt8], by key: [UInt8]) {
        // Fowler, Noll and Vo's hash (FNV-1a), by words instead of bytes; each turned, so that no bit stays at the top.
        var mixed: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(message.count)
        for bytes in [key, message] {
            var start = 0
            while start < bytes.count {
                var word: UInt64 = 0
                for index in start..<min(start + 8, bytes.count) { word = word << 8 | UInt64(bytes[index]) }
                mixed = (mixed ^ word) &* 0x100_0000_01B3
                mixed ^= mixed >> 29
                start += 8
            }
        }
        self.mixed = (mixed ^ mixed >> 32) &* 0x9E37_79B9_7F4A_7C15
    }

    /// One of the bytes, no two words of them the same.
    func byte(_ place: Int) -> UInt8 {
        let word = mixed &+ UInt64(place / 8) &* 0xD1B5_4A32_D192_ED03
        return UInt8(truncatingIfNeeded: word >> UInt64(place % 8 * 8))
    }
}
