import Synchronization

/// A bounded queue between tasks that hands over all it holds at once, so that its reader can work in batches.
final class Mailbox<Element: Sendable>: Sendable {
    private struct Contents {
        var elements: [Element] = []
        var weight = 0
        var droppedCount = 0
    }

    private let contents = Mutex(Contents())
    private let limit: Int
    private let weightLimit: Int
    private let weigh: @Sendable (Element) -> Int
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - limit: how many elements wait at most.
    ///   - weightLimit: what the waiting ones weigh together at most, as `weigh` says; in bytes, say.
    init(limit: Int, weightLimit: Int, weigh: @escaping @Sendable (Element) -> Int) {
        self.limit = limit
        self.weightLimit = weightLimit
        self.weigh = weigh
        (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Puts an element at the end.
    /// - Returns: `false` when the queue is full and the element was let go.
    @discardableResult
    func send(_ element: sending Element, isUrgent: Bool = false) -> Bool {
        let weight = weigh(element)
        let isKept = contents.withLock { contents in
            let hasRoom = contents.elements.count < limit && contents.weight + weight <= weightLimit
            guard isUrgent || hasRoom else {
                contents.droppedCount += 1
                return false
            }
            contents.elements.append(element)
            contents.weight += weight
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
            contents.weight = 0
            return elements
        }
    }

    /// How many elements were ever let go.
    var droppedCount: Int { contents.withLock { $0.droppedCount } }

    /// One signal after each time that something was put in, never more than one waiting. Read by one task.
    var wakeups: AsyncStream<Void> { signals }

    /// Ends ``wakeups``.
    func finish() { signal.finish() }
}
