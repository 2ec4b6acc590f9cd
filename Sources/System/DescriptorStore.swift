internal import CSystem
internal import Glibc
internal import Synchronization

/// The service manager's store of open files (`FileDescriptorStoreMax=`): what a service put there is still open, and
/// still filled by the kernel, when its next life asks for it.
///
/// A file has a name of printable ASCII without a colon, at most 255 characters. Outside a service manager the store is
/// empty and keeps nothing.
/// - SeeAlso: sd_listen_fds(3) for what comes in, sd_notify(3) for what goes out.
package final class DescriptorStore: Sendable {
    private let notification: ServiceNotification
    private let inherited: Mutex<[String: Descriptor]>

    /// - Parameter inherited: what a former life left, by name.
    package init(_ inherited: [String: Descriptor], notification: ServiceNotification) {
        self.inherited = Mutex(inherited)
        self.notification = notification
    }

    /// Takes over what a former life of this process's service left. To be called once, before another thread reads the
    /// environment: `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES` are gone from it afterwards, so that no child
    /// believes that they are for it.
    package static func ofThisProcess(_ notification: ServiceNotification = ServiceNotification()) -> DescriptorStore {
        let numbers = ["LISTEN_PID", "LISTEN_FDS"].map { CurrentProcess.variable($0).flatMap { CInt($0) } }
        let names = CurrentProcess.variable("LISTEN_FDNAMES") ?? ""
        guard numbers[0] == CurrentProcess.identifier, let count = numbers[1] else {
            return DescriptorStore([:], notification: notification)
        }
        for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { CurrentProcess.removeVariable(name) }
        return DescriptorStore(inherit(count: count, names: names), notification: notification)
    }

    /// Descriptors in a row, each with the name at its place; those without a name of their own are closed.
    static func inherit(count: CInt, names: String, from first: CInt = 3) -> [String: Descriptor] {
        let names = names.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var inherited: [String: Descriptor] = [:]
        for index in 0..<Int(max(0, min(count, 1024))) {
            // What is not open any more stays another's: closing it later would close whatever took its number.
            let number = first + CInt(index)
            guard csystem_close_on_exec(number) == 0 else { continue }
            let descriptor = Descriptor(owning: number)
            guard index < names.count, !names[index].isEmpty, inherited[names[index]] == nil else { continue }
            inherited[names[index]] = descriptor
        }
        return inherited
    }

    /// The names of what a former life left and nobody has taken yet, sorted.
    package var names: [String] { inherited.withLock { $0.keys.sorted() } }

    /// Hands out what a former life left under a name; it stays in the store.
    package func take(_ name: String) -> Descriptor? { inherited.withLock { $0.removeValue(forKey: name) } }

    /// Puts a file into the store, beside those that are there.
    /// - Returns: whether the service manager was told. It keeps nothing beyond its limit, and does not say so.
    @discardableResult
    package func keep(_ descriptor: Descriptor, as name: String) -> Bool {
        precondition(Self.isUsable(name), "not a name for the service manager: \(name)")
        return notification.send(["FDSTORE=1", "FDNAME=\(name)"], with: descriptor.number)
    }

    /// Closes files here and in the store, and waits until the service manager has heard of it, or for a second.
    package func discard(_ names: [String]) {
        guard !names.isEmpty else { return }
        for name in names where Self.isUsable(name) {
            inherited.withLock { _ = $0.removeValue(forKey: name) }
            _ = notification.send(["FDSTOREREMOVE=1", "FDNAME=\(name)"])
        }
        notification.settle(upTo: .seconds(1))
    }

    private static func isUsable(_ name: String) -> Bool {
        let characters = name.utf8
        return !characters.isEmpty && characters.count <= 255
            && characters.allSatisfy { (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: ":") }
    }
}

extension ServiceNotification {
    /// Waits until the service manager has looked at everything that was sent so far (`BARRIER=1`, systemd 246), or
    /// until the time is over.
    func settle(upTo limit: Duration) {
        var ends: [CInt] = [-1, -1]
        // SAFETY: two elements, as the call wants.
        guard unsafe csystem_pipe(&ends) == 0 else { return }
        defer { close(ends[0]) }
        let isSent = send(["BARRIER=1"], with: ends[1])
        close(ends[1])  // the service manager has the only copy now, and closes it when it comes to it
        guard isSent else { return }
        var request = pollfd(fd: ends[0], events: 0, revents: 0)
        // SAFETY: one element, and the count says so.
        unsafe _ = poll(&request, 1, limit.pollMilliseconds)
    }
}
