/// One decoder, what must hold of it for any bytes, and bytes to begin with.
struct FuzzTarget: Sendable {
    /// What became of one input.
    enum Outcome: Hashable, Sendable {
        /// It was decoded, and everything promised holds.
        case accepted
        /// The decoder threw an error that says why.
        case refused
    }

    /// By which it is chosen, and what its corpus is called.
    let name: String
    /// Longer inputs are not tried; the decoders' own limits have tests of their own.
    let sizeLimit: Int
    private let makeSeeds: @Sendable (SeedFiles) throws -> [[UInt8]]
    private let check: @Sendable ([UInt8]) throws -> Void

    /// - Parameters:
    ///   - seeds: inputs of which some are accepted.
    ///   - check: decodes. It throws ``BrokenProperty`` where a promise is broken, and any other error where the input is
    ///     refused.
    init(
        _ name: String, sizeLimit: Int = 4096, seeds: @escaping @Sendable (SeedFiles) throws -> [[UInt8]],
        check: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.name = name
        self.sizeLimit = sizeLimit
        self.makeSeeds = seeds
        self.check = check
    }

    /// A format in which each value has one encoding: what was decoded encodes to the bytes that it came from.
    static func codec<Value>(
        _ name: String, sizeLimit: Int = 4096, seeds: @escaping @Sendable (SeedFiles) throws -> [[UInt8]],
        decode: @escaping @Sendable ([UInt8]) throws -> Value, encode: @escaping @Sendable (Value) throws -> [UInt8],
        also check: @escaping @Sendable (Value) throws -> Void = { _ in }
    ) -> Self {
        Self(name, sizeLimit: sizeLimit, seeds: seeds) { input in
            let value = try decode(input)
            let again: [UInt8]
            do {
                again = try encode(value)
            } catch {
                throw BrokenProperty("what was read is not written again: \(error)")
            }
            try require(again == input, "it encodes to other bytes: \(Hexadecimal.text(again))")
            try check(value)
        }
    }

    /// A format with more than one spelling: what was read, written and read again is the same value, and the writing is
    /// the same the second time.
    static func spelled<Value: Equatable & Sendable>(
        _ name: String, sizeLimit: Int = 4096, seeds: @escaping @Sendable (SeedFiles) throws -> [[UInt8]],
        decode: @escaping @Sendable ([UInt8]) throws -> Value, encode: @escaping @Sendable (Value) throws -> [UInt8],
        also check: @escaping @Sendable (Value) throws -> Void = { _ in }
    ) -> Self {
        Self(name, sizeLimit: sizeLimit, seeds: seeds) { input in
            let value = try decode(input)
            let text: [UInt8]
            let again: Value
            do {
                text = try encode(value)
                again = try decode(text)
            } catch {
                throw BrokenProperty("what was read is not written and read again: \(error)")
            }
            try require(again == value, "read again it is another value: \(again)")
            let second = try encode(again)
            try require(second == text, "written again it is another text: \(Hexadecimal.text(second))")
            try check(value)
        }
    }

    /// The inputs to begin with, the same in every run.
    func seeds(_ files: SeedFiles) throws -> [[UInt8]] {
        var seen: Set<[UInt8]> = []
        return try makeSeeds(files).filter { $0.count <= sizeLimit && seen.insert($0).inserted }
    }

    /// Tries one input.
    /// - Throws: ``BrokenProperty``, also for a refusal that says nothing. A trap is for the caller to survive.
    func run(_ input: [UInt8]) throws(BrokenProperty) -> Outcome {
        guard input.count <= sizeLimit else { return .refused }
        do {
            try check(input)
            return .accepted
        } catch let broken as BrokenProperty {
            throw broken
        } catch {
            try require(!"\(error)".isEmpty, "the refusal has no words")
            return .refused
        }
    }
}
