import Metering

/// What is to happen, by virtual time. Time goes in steps, so that what happens in one is handed over together, in the order
/// in which it was put down.
struct Agenda<Event> {
    /// 50 ms.
    static var step: UInt64 { 50_000_000 }

    private var events: [UInt64: [Event]] = [:]
    /// The steps at which something happens, a binary heap with the earliest first.
    private var heap: [UInt64] = []

    /// How much is to happen.
    private(set) var count = 0

    /// Puts an event into the first step that is not before `time`.
    mutating func put(_ event: Event, at time: MonotonicTime) {
        let step = (time.nanoseconds + Self.step - 1) / Self.step
        count += 1
        if events[step]?.append(event) != nil { return }
        events[step] = [event]
        heap.append(step)
        var place = heap.count - 1
        while place > 0, heap[(place - 1) / 2] > heap[place] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes out what happens next.
    mutating func takeNext() -> (time: MonotonicTime, events: [Event])? {
        guard let step = heap.first, let next = events.removeValue(forKey: step) else { return nil }
        count -= next.count
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return (MonotonicTime(nanoseconds: step * Self.step), next)
    }

    private mutating func sink() {
        var place = 0
        while true {
            let left = 2 * place + 1
            guard left < heap.count else { return }
            let smaller = left + 1 < heap.count && heap[left + 1] < heap[left] ? left + 1 : left
            guard heap[smaller] < heap[place] else { return }
            heap.swapAt(place, smaller)
            place = smaller
        }
    }
}
