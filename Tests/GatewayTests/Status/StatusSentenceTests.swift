import Ledger
import Metering
import Statements
import Testing

@testable import Gateway

@Suite("The line for systemctl status")
struct StatusSentenceTests {
    @Test("It says what is counted, where statements are, and what needs a person first")
    func sentences() throws {
        var report = LedgerReport()
        report.isConnected = true
        report.isOpen = true
        (report.signed, report.published, report.recorded) = (120, 120, 119)
        var sentence = StatusSentence(meterCount: 2, failures: [:], ledger: report)
        #expect("\(sentence)" == "counting 2 meters; connected; signed 120, published 120, recorded 119")

        sentence.ledger.isConnected = false
        sentence.ledger.published = 119
        #expect(
            "\(sentence)"
                == "counting 2 meters; no broker, 1 statement waiting; signed 120, published 119, recorded 119")

        sentence.failures = [try Name("pv"): "the chip is gone"]
        sentence.ledger.storeFailure = "the disk is full"
        #expect(
            "\(sentence)".hasPrefix(
                "pv is not counted: the chip is gone; nothing is signed: the disk is full; counting 1 meter; "))

        sentence.failures[try Name("house")] = "the chip is gone"
        #expect(!"\(sentence)".contains("counting"))
    }

    @Test("A neighbour without a meter holds logs")
    func mirror() throws {
        var report = LedgerReport()
        report.isConnected = true
        report.mirrored = [try Origin("linden.energy/roof-a"): 4]
        report.silence = "the clock was not set"
        #expect(
            "\(StatusSentence(meterCount: 0, failures: [:], ledger: report))"
                == "holding 1 log, no meter here; connected, comparing with the neighbours before anything is published; signed 0, published 0, recorded 0; not cosigning: the clock was not set"
        )
    }
}
