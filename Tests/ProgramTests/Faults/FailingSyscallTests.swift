import FoundationEssentials
import System
import Testing

/// Every system call that an append, or the ingest of a mirror, makes on its database, made to fail one at a time.
@Suite("A gateway whose system calls fail", .needs(.mosquittoSub, .strace))
struct FailingSyscallTests {
    /// The gateways that are hurt, at the same time; two others are well.
    private static let roofs = ["roof-2", "roof-3"]
    /// Of each way in which each call can fail.
    private static let each: Int? = FaultLength.isLong ? nil : 2

    @Test(
        "signs again or ends with words; its ledger verifies, nothing published is lost, and nobody sees a second history"
    )
    func failing() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let wire = try await street.folder.startWire()
        try await street.start(["roof-1", "roof-4"])
        let counts = try await count(on: Self.roofs[0], street)
        let faults = SyscallFault.all(of: counts, each: Self.each)
        print(
            "calls on the database of a thread, from the start to a second reading: \(counts.sorted { $0.key < $1.key })"
        )
        try await street.start([Self.roofs[0]])
        await street.kill(Self.roofs[0])
        try await withThrowingTaskGroup(of: Int.self) { group in
            for (lane, roof) in Self.roofs.enumerated() {
                let share = faults.indices.filter { $0 % Self.roofs.count == lane }.map { faults[$0] }
                group.addTask {
                    var hurtCount = 0
                    for fault in share where try await hurt(roof, fault, street) { hurtCount += 1 }
                    return hurtCount
                }
            }
            let hurtCount = try await group.reduce(0, +)
            print("\(hurtCount) of \(faults.count) faults came to pass")
            // The calls are counted in one life, and every life is a little different.
            #expect(hurtCount * 4 >= faults.count * 3)
        }
        try await street.start(Self.roofs)
        try await StreetInspection.finish(street, wire)
    }

    /// How many calls of each name there are from the start until the gateway has signed two readings, and taken in some.
    private func count(on roof: String, _ street: RunningStreet) async throws -> [String: Int] {
        let disks = StreetDisks(folder: street.folder)
        let start = await disks.head(of: roof)?.size ?? 0
        let gateway = try await TracedGateway.start(roof, in: street, nil)
        let isDone = try await street.waits { await disks.head(of: roof)?.size ?? 0 >= start + 4 }
        #expect(isDone, "\(gateway.words)")
        await street.kill(roof)
        return gateway.counts()
    }

    /// One life with one fault.
    /// - Returns: whether the call came that was to fail.
    private func hurt(_ roof: String, _ fault: SyscallFault, _ street: RunningStreet) async throws -> Bool {
        let disks = StreetDisks(folder: street.folder)
        let gateway = try await TracedGateway.start(roof, in: street, fault)
        var isHurt = false
        for _ in 0..<80 where !isHurt {
            try await Task.sleep(for: .milliseconds(150))
            isHurt = gateway.isHurt()
        }
        if isHurt {
            let size = await disks.head(of: roof)?.size ?? 0
            let isOver = try await street.waits {
                if !gateway.child.isRunning { return true }
                return await disks.head(of: roof)?.size ?? 0 > size
            }
            #expect(isOver, "\(roof), \(fault): neither ended nor signed again: \(gateway.words)")
        }
        if !gateway.child.isRunning { await expectWords(of: gateway, fault) }
        await street.kill(roof)
        let verify = try await HeliographProgram.run("ledger", "verify", "--state", street.folder.roof(roof))
        #expect(verify.exit == .code(0), "\(roof), \(fault): \(verify.lines)")
        return isHurt
    }

    /// What ended did so for a reason that it names.
    private func expectWords(of gateway: TracedGateway, _ fault: SyscallFault) async {
        let exit = await gateway.child.wait()
        if fault.damage == .kill {
            #expect(exit == .signal(SignalNumber.kill), "\(fault): \(exit): \(gateway.words)")
        } else {
            #expect(exit == .code(1) || exit == .code(2), "\(fault): \(exit): \(gateway.words)")
            #expect(gateway.words.contains("heliograph.db"), "\(fault): \(gateway.words)")
        }
    }
}
