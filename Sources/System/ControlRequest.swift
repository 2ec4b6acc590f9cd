internal import Synchronization

/// A request that came in on a control socket, waiting for its answer.
package struct ControlRequest: Sendable {
    /// One line, without its end.
    package let bytes: [UInt8]
    private let reply: Reply

    /// What the thread that holds the connection waits for.
    final class Reply: Sendable {
        let answered: WakeEvent
        private let bytes = Mutex<[UInt8]?>(nil)

        init() throws(SystemError) { answered = try WakeEvent() }

        /// The answer, once there is one.
        func take() -> [UInt8]? { bytes.withLock(\.self) }

        func give(_ answer: [UInt8]) {
            bytes.withLock { $0 = answer }
            answered.ring()
        }
    }

    init(bytes: [UInt8], reply: Reply) {
        self.bytes = bytes
        self.reply = reply
    }

    /// Answers, once: one line, without its end.
    package func answer(_ bytes: [UInt8]) { reply.give(bytes) }
}
