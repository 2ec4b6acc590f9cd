internal import COpenSSL
internal import Glibc
internal import System

/// SHA-256 through an algorithm that is fetched once and one context a thread: a fetch or a new context costs more than hashing a tree node.
enum DigestContext {
    /// Eight bytes a word, as they lie in memory.
    typealias Words = InlineArray<4, UInt64>

    /// Hashes `prefix`, if there is one, and then `bytes`. Nothing is allocated: catch-up hashes two values an entry.
    static func sha256(_ prefix: UInt8?, _ bytes: Span<UInt8>) -> Words {
        // SAFETY: the pointer ends with its closure.
        unsafe bytes.withUnsafeBytes { unsafe sha256(prefix, $0) }
    }

    /// Hashes `prefix` and then the two digests.
    static func sha256(_ prefix: UInt8, _ left: Words, _ right: Words) -> Words {
        let both: InlineArray<8, UInt64> = [
            left[0], left[1], left[2], left[3], right[0], right[1], right[2], right[3],
        ]
        // SAFETY: the pointer ends with its closure; the words have no padding between them.
        return unsafe both.span.withUnsafeBytes { unsafe sha256(prefix, $0) }
    }

    private static func sha256(_ prefix: UInt8?, _ bytes: UnsafeRawBufferPointer) -> Words {
        var digest = Words(repeating: 0)
        var first = prefix ?? 0
        var output = digest.mutableSpan
        // SAFETY: `current` is this thread's alone, so no other call is using it; OpenSSL writes 32 bytes, which `digest` has.
        let succeeded = unsafe output.withUnsafeMutableBytes { output in
            let context = unsafe current()
            return unsafe EVP_DigestInit_ex2(context, algorithm, nil) == 1
                && (prefix == nil || EVP_DigestUpdate(context, &first, 1) == 1)
                && EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
                && EVP_DigestFinal_ex(context, output.baseAddress, nil) == 1
        }
        precondition(succeeded, "OpenSSL could not compute SHA-256: \(openSSLReason())")
        return digest
    }

    // SAFETY: fetched once, never freed, read by any thread: OpenSSL's method objects are immutable.
    private static nonisolated(unsafe) let algorithm: OpaquePointer = {
        guard let fetched = unsafe EVP_MD_fetch(nil, "SHA256", nil) else {
            preconditionFailure("this OpenSSL has no SHA-256: \(openSSLReason())")
        }
        return unsafe fetched
    }()

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        // SAFETY: glibc calls the destructor with this thread's own context, at the thread's end, when nobody else has it.
        let status = unsafe pthread_key_create(&key) { unsafe EVP_MD_CTX_free(OpaquePointer($0)) }
        precondition(status == 0, "pthread_key_create failed: \(SystemError.words(for: status))")
        return key
    }()

    private static func current() -> OpaquePointer {
        // SAFETY: the slot holds what is put there below, one context a thread.
        if let held = unsafe pthread_getspecific(key) { return OpaquePointer(held) }
        guard let made = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory for a digest context") }
        let status = unsafe pthread_setspecific(key, UnsafeRawPointer(made))
        precondition(status == 0, "pthread_setspecific failed: \(SystemError.words(for: status))")
        return unsafe made
    }
}
