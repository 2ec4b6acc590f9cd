internal import COpenSSL

/// A context that is ready to sign or to verify with one key.
///
/// Making one looks the algorithm up by name, which costs a twentieth of a signature; a copy of one does not.
@safe final class SignatureContext: @unchecked Sendable {
    // SAFETY: an EVP_MD_CTX with its own reference of the key, only ever read after init, so that any thread may copy it; deinit is the one free.
    private let template: OpaquePointer

    /// - Returns: `nil` when OpenSSL refuses, with its reason in the error queue.
    convenience init?(signingWith key: OpaquePointer, digest: String?) {
        unsafe self.init { context in unsafe EVP_DigestSignInit_ex(context, nil, digest, nil, nil, key, nil) }
    }

    /// - Returns: `nil` when OpenSSL refuses, with its reason in the error queue.
    convenience init?(verifyingWith key: OpaquePointer, digest: String?) {
        unsafe self.init { context in unsafe EVP_DigestVerifyInit_ex(context, nil, digest, nil, nil, key, nil) }
    }

    private init?(_ prepare: (OpaquePointer) -> CInt) {
        guard let made = unsafe EVP_MD_CTX_new() else { return nil }
        guard unsafe prepare(made) == 1 else {
            unsafe EVP_MD_CTX_free(made)
            return nil
        }
        unsafe template = made
    }

    deinit { unsafe EVP_MD_CTX_free(template) }

    /// Runs `body` with a copy that is its own.
    func withCopy(_ body: (OpaquePointer) -> Bool) -> Bool {
        // SAFETY: the copy belongs to this call and ends with it.
        guard let copy = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory for a signature") }
        defer { unsafe EVP_MD_CTX_free(copy) }
        return unsafe EVP_MD_CTX_copy_ex(copy, template) == 1 && body(copy)
    }
}
