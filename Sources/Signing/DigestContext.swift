internal import COpenSSL
internal import Glibc
internal import System

/// SHA-256 through an algorithm that is fetched once and one context a thread: a fetch or a new context costs more than hashing a tree node.
enum DigestContext {
    /// Hashes `prefix`, if there is one, and then `bytes`. Nothing is allocated: catch-up hashes two values an entry.
    static func sha256(_ prefix: UInt8?, _ bytes: Span<UInt8>) -> InlineArray<32, UInt8> {
        var digest = InlineArray<32, UInt8>(repeating: 0)
        var first = prefix ?? 0
        let firstCount = prefix == nil ? 0 : 1
        var output = digest.mutableSpan
        // SAFETY: `current` is this thread's alone, so no other call is using it; all pointers end with their closures.
        let succeeded = unsafe output.withUnsafeMutableBufferPointer { output in
            unsafe bytes.withUnsafeBufferPointer { input in
                let context = unsafe current()
                return unsafe EVP_DigestInit_ex2(context, algorithm, nil) == 1
                    && EVP_DigestUpdate(context, &first, firstCount) == 1
                    && EVP_DigestUpdate(context, input.baseAddress, input.count) == 1
                    && EVP_DigestFinal_ex(context, output.baseAddress, nil) == 1
            }
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
