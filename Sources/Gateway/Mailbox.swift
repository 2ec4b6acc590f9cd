import Synchronization

/// A bounded queue between tasks that hands over all it holds at once, so that its reader can work in batches.
final class Mailbox<Element: Sendable>: Sendable {
    private struct Contents {
        var elements: [Element] = []
        var droppedCount = 0
    }

    private let contents = Mutex(Contents())
    private let limit: Int
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init(limit: Int) {
        self.limit = limit
        (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Puts an element at the end.
    /// - Returns: `false` when the queue is full and the element was let go.
    @discardableResult
    func send(_ element: sending Element, isUrgent: Bool = false) -> Bool {
        let isKept = contents.withLock { contents in
            guard isUrgent || contents.elements.count < limit else {
                contents.droppedCount += 1
                return false
            }
            contents.elements.append(element)
            return true
        }
        signal.yield()
        return isKept
    }

    /// Takes everything out; may be empty.
    func takeAll() -> [Element] {
        contents.withLock { contents in
            let elements = contents.elements
            contents.elements.removeAll(keepingCapacity: elements.count <= 64)
            return elements
        }
    }

    /// How many elements were let go since the last call.
    func takeDroppedCount() -> Int {
        contents.withLock { contents in
            defer { contents.droppedCount = 0 }
            return contents.droppedCount
        }
    }

    /// One signal after each time that something was put in, never more than one waiting. Read by one task.
    var wakeups: AsyncStream<Void> { signals }

    /// Ends ``wakeups``.
    func finish() { signal.finish() }
}
