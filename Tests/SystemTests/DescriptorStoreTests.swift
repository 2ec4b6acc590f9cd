import Glibc
import Testing

@testable import System

@Suite("The service manager's store of open files")
struct DescriptorStoreTests {
    /// Both ends of a pipe, to tell whether a descriptor is what it should be.
    private func pipe() throws -> (read: Descriptor, write: Descriptor) {
        var ends: [CInt] = [-1, -1]
        try #require(unsafe Glibc.pipe(&ends) == 0)
        return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
    }

    @Test("A file goes in with its name, and a copy of it comes out at the other end")
    func keep() throws {
        let directory = try TemporaryDirectory()
        let receiver = try DatagramReceiver("\(directory.path)/notify")
        let store = DescriptorStore([:], notification: ServiceNotification(address: "\(directory.path)/notify"))
        let (read, write) = try pipe()
        #expect(store.keep(write, as: "line.gpiochip0.17.pull-up.active-low.1"))
        let message = receiver.nextWithDescriptor()
        #expect(message.text == "FDSTORE=1\nFDNAME=line.gpiochip0.17.pull-up.active-low.1")
        let copy = try #require(message.descriptor)
        #expect(copy.number != write.number)
        var byte: UInt8 = 7
        #expect(unsafe Glibc.write(copy.number, &byte, 1) == 1)
        byte = 0
        #expect(unsafe Glibc.read(read.number, &byte, 1) == 1 && byte == 7)
    }

    @Test(
        "What is discarded goes from the store too, and the service manager has heard of it before anything else happens"
    )
    func discard() throws {
        let directory = try TemporaryDirectory()
        let receiver = try DatagramReceiver("\(directory.path)/notify")
        let (_, write) = try pipe()
        let store = DescriptorStore(
            ["a": write], notification: ServiceNotification(address: "\(directory.path)/notify"))
        let done = try WakeEvent()
        DedicatedThread.start(name: "discard") {
            store.discard(["a", "b"])
            done.ring()
        }
        #expect(receiver.next() == "FDSTOREREMOVE=1\nFDNAME=a")
        #expect(receiver.next() == "FDSTOREREMOVE=1\nFDNAME=b")
        do {
            let barrier = receiver.nextWithDescriptor()
            #expect(barrier.text == "BARRIER=1" && barrier.descriptor != nil)
        }
        done.wait()
        #expect(store.names.isEmpty)
    }

    @Test("Without a service manager nothing is kept and nobody waits")
    func nobody() throws {
        let store = DescriptorStore([:], notification: ServiceNotification(address: nil))
        #expect(!store.keep(try pipe().read, as: "a"))
        store.discard(["a"])
        #expect(store.names.isEmpty && store.take("a") == nil)
    }

    @Test("What comes in has a name, one owner, and is closed in children; what has no name is closed here")
    func inherit() throws {
        // Five numbers that nobody else uses; the middle one is not open.
        let first: CInt = 900
        for number in first..<first + 5 where number != first + 2 {
            try #require(unsafe dup2(Glibc.open("/dev/null", O_RDONLY), number) == number)
        }
        let inherited = DescriptorStore.inherit(count: 5, names: "a:b:c:a", from: first)
        #expect(inherited.mapValues(\.number) == ["a": first, "b": first + 1])
        #expect(fcntl(first, F_GETFD) == FD_CLOEXEC)
        #expect(fcntl(first + 3, F_GETFD) == -1, "a second one of the same name")
        #expect(fcntl(first + 4, F_GETFD) == -1, "one without a name")
        #expect(DescriptorStore.inherit(count: -1, names: "a", from: first).isEmpty)
        let store = DescriptorStore(inherited, notification: ServiceNotification(address: nil))
        #expect(store.names == ["a", "b"])
        #expect(store.take("a")?.number == first && store.take("a") == nil)
        #expect(store.names == ["b"])
    }

    @Test("What is for another process, or for none, is left alone")
    func others() {
        #expect(DescriptorStore.ofThisProcess().names.isEmpty)
    }

    @Test("This process has an age, which grows")
    func age() throws {
        let age = try CurrentProcess.age()
        #expect(age >= .zero && age < .seconds(86_400))
        #expect(try CurrentProcess.age() >= age)
    }
}
