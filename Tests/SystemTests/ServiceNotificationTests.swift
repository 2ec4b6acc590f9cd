import Glibc
import System
import Testing

@Suite("Messages to systemd")
struct ServiceNotificationTests {
    @Test("Each message is one datagram of assignments, to a path or to an abstract name", arguments: [false, true])
    func messages(isAbstract: Bool) throws {
        let directory = try TemporaryDirectory()
        let address = isAbstract ? "@heliograph-test-\(getpid())" : "\(directory.path)/notify"
        let receiver = try DatagramReceiver(address)
        let notification = ServiceNotification(address: address)
        #expect(notification.ready("counting 2 meters"))
        #expect(receiver.next() == "READY=1\nSTATUS=counting 2 meters")
        #expect(notification.status("one\nREADY=1\r\ntwo"))
        #expect(receiver.next() == "STATUS=one READY=1 two")
        #expect(notification.alive())
        #expect(receiver.next() == "WATCHDOG=1")
        #expect(notification.reloading())
        #expect(receiver.next().hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
        #expect(notification.stopping())
        #expect(receiver.next() == "STOPPING=1")
    }

    @Test("Where nobody listens, nothing is sent and nothing fails")
    func nobody() {
        #expect(!ServiceNotification(address: nil).alive())
        #expect(!ServiceNotification(address: "").alive())
        #expect(!ServiceNotification(address: "/nowhere/notify").alive())
        #expect(!ServiceNotification(address: "/" + String(repeating: "x", count: 200)).alive())
    }

    @Test(
        "The watchdog is ours only where it is meant for us",
        arguments: [
            (nil, nil, nil), ("30000000", nil, Duration.seconds(30)), ("30000000", "\(getpid())", .seconds(30)),
            ("30000000", "1", nil), ("0", nil, nil), ("-5", nil, nil), ("soon", nil, nil),
        ] as [(String?, String?, Duration?)])
    func watchdog(microseconds: String?, process: String?, expected: Duration?) {
        let notification = ServiceNotification(address: nil, watchdog: microseconds, watchdogProcess: process)
        #expect(notification.watchdogLimit == expected)
    }
}
