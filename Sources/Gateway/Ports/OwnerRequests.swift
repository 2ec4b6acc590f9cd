/// Where tools on this machine put their requests to the running service. Fulfilled by a socket of `System`.
package protocol OwnerRequests: Sendable {
    /// In the order in which they came; the next comes when the one before is answered. Read by one task; ends after
    /// ``stop()``.
    var requests: any AsyncSequence<OwnerRequest, Never> & Sendable { get }
    /// Takes no more of them, and leaves nothing behind.
    func stop()
}

/// One request, and the way back.
package struct OwnerRequest: Sendable {
    /// JSON, one line.
    package let bytes: [UInt8]
    /// To be called once, with JSON of one line.
    package let answer: @Sendable ([UInt8]) -> Void

    package init(bytes: [UInt8], answer: @escaping @Sendable ([UInt8]) -> Void) {
        self.bytes = bytes
        self.answer = answer
    }
}
