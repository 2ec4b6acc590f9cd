import Testing

@testable import Gateway

@Suite("A mailbox")
struct MailboxTests {
    @Test("hands over everything at once, in order")
    func order() {
        let mailbox = Mailbox<Int>(limit: 10, weightLimit: 100) { $0 }
        for number in 1...3 { mailbox.send(number) }
        #expect(mailbox.takeAll() == [1, 2, 3])
        #expect(mailbox.takeAll().isEmpty)
    }

    @Test("lets go of what is too much, by number and by weight, and says how much")
    func limits() {
        let mailbox = Mailbox<Int>(limit: 3, weightLimit: 100) { $0 }
        #expect(mailbox.send(60))
        #expect(!mailbox.send(60), "too heavy together")
        #expect(mailbox.send(10) && mailbox.send(10))
        #expect(!mailbox.send(1), "too many")
        #expect(mailbox.send(1000, isUrgent: true), "what must not be lost is taken")
        #expect(mailbox.droppedCount == 2)
        #expect(mailbox.takeAll() == [60, 10, 10, 1000])
        #expect(mailbox.send(60), "there is room again")
    }
}
