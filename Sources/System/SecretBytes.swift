internal import Glibc

/// Bytes that nobody but their user may see: in memory that is not swapped out where the system permits it, wiped when the last
/// reference goes.
@safe package final class SecretBytes: @unchecked Sendable {
    // SAFETY: owned by this object, `capacity` bytes long; written in init alone; deinit wipes and frees it.
    private let storage: UnsafeMutableRawBufferPointer
    /// How many there are.
    package let count: Int

    /// - Parameters:
    ///   - capacity: how many there can be.
    ///   - body: fills the memory, which is zeros, and returns how many bytes it wrote.
    package init<Failure: Error>(
        capacity: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, capacity), alignment: 16)
        unsafe _ = memory.initializeMemory(as: UInt8.self, repeating: 0)
        unsafe _ = mlock(memory.baseAddress, memory.count)
        do throws(Failure) {
            count = unsafe try body(memory)
        } catch {
            unsafe Self.wipe(memory)
            throw error
        }
        unsafe storage = memory
    }

    /// A copy. The bytes that are given stay where they are.
    package convenience init(copying bytes: [UInt8]) {
        unsafe self.init(capacity: bytes.count) { memory in
            unsafe memory.copyBytes(from: bytes)
            return bytes.count
        }
    }

    deinit { unsafe Self.wipe(storage) }

    /// Calls `body` with the bytes, which it must not keep.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try body(UnsafeRawBufferPointer(rebasing: storage[..<count]))
    }

    /// The first bytes, as far as a condition holds.
    package func prefix(while condition: (UInt8) -> Bool) -> SecretBytes {
        // SAFETY: both memories live for the calls.
        unsafe withBytes { bytes in
            let length = unsafe bytes.firstIndex { !condition($0) } ?? bytes.count
            return unsafe SecretBytes(capacity: length) { memory in
                unsafe memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<length]))
                return length
            }
        }
    }

    private static func wipe(_ memory: UnsafeMutableRawBufferPointer) {
        if let start = memory.baseAddress {
            unsafe explicit_bzero(start, memory.count)
            unsafe _ = munlock(start, memory.count)
        }
        unsafe memory.deallocate()
    }
}

extension SecretBytes: Equatable {
    /// Takes the same time wherever two of one length differ.
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        guard left.count == right.count else { return false }
        // SAFETY: both memories live for the calls.
        return unsafe left.withBytes { first in
            unsafe right.withBytes { second in
                unsafe zip(first, second).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
            }
        }
    }
}
