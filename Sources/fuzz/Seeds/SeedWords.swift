/// The words that inputs are made of, for a fuzzer to put where they do not belong.
enum SeedWords {
    /// libFuzzer takes no longer ones.
    private static let sizeLimit = 64
    private static let countLimit = 300

    private static let separators = Set("+,;:=/|{}[]\"".utf8)

    /// Every run of visible ASCII between separators, once, in libFuzzer's spelling, without the quotes around it.
    static func all(of seeds: [[UInt8]]) -> [String] {
        var seen: Set<[UInt8]> = []
        var words: [String] = []
        for seed in seeds {
            for word in seed.split(whereSeparator: { !(0x21...0x7e).contains($0) || separators.contains($0) }).map(
                Array.init)
            {
                guard (3...sizeLimit).contains(word.count), words.count < countLimit, seen.insert(word).inserted else {
                    continue
                }
                words.append(spelled(word))
            }
        }
        return words
    }

    private static func spelled(_ word: [UInt8]) -> String {
        word.map { byte in
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
                ? "\\x" + Hexadecimal.text([byte]) : String(UnicodeScalar(byte))
        }.joined()
    }
}
