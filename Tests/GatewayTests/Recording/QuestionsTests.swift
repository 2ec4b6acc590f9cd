import Ledger
import Metering
import Statements
import Testing

@testable import Gateway

@Suite("Questions on their way")
struct QuestionsTests {
    private func query(_ name: String) throws -> LedgerQuery {
        LedgerQuery(to: try Origin("linden.energy/\(name)"), ask: .head(try Origin("linden.energy/roof-a")))
    }

    @Test("are answered by whom they were put to, once")
    func correlation() throws {
        var questions = Questions(first: .max)  // the numbering wraps
        let query = try query("roof-b")
        let put = questions.put(query, at: MonotonicTime(nanoseconds: 0))
        let correlation = try #require(put)
        let notAsked = questions.take(correlation, from: try Origin("linden.energy/roof-c"))
        let otherData = questions.take(Array(correlation.dropLast()), from: query.to)
        let noData = questions.take(nil, from: query.to)
        #expect(notAsked == nil && otherData == nil && noData == nil)
        let first = questions.take(correlation, from: query.to)
        let second = questions.take(correlation, from: query.to)
        #expect(first == query && second == nil, "once")
    }

    @Test("end after a while, and are few")
    func limits() throws {
        var questions = Questions(first: 0)
        let query = try query("roof-b")
        for _ in 0..<Questions.limit { _ = questions.put(query, at: MonotonicTime(nanoseconds: 0)) }
        let refused = questions.put(query, at: MonotonicTime(nanoseconds: 0))
        #expect(refused == nil)
        let early = questions.takeOverdue(at: MonotonicTime(nanoseconds: 1))
        #expect(early.isEmpty)
        let later = MonotonicTime(nanoseconds: 0) + Questions.patience
        let overdue = questions.takeOverdue(at: later)
        #expect(overdue.count == Questions.limit)
        let accepted = questions.put(query, at: later)
        #expect(accepted != nil)
    }
}
