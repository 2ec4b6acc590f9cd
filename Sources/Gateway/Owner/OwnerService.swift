import Logging
import Metering
import ServiceLifecycle
import Statements

/// Does what the owner asks of the running service, one request after the other: from tools, and from a signal.
struct OwnerService: Service {
    /// What is asked, and whom to tell.
    private struct Job: Sendable {
        var command: OwnerCommand
        var answer: @Sendable (OwnerAnswer) -> Void
    }

    private let desk: OwnerDesk
    private let source: (any OwnerRequests)?
    private let jobs: AsyncStream<Job>
    private let job: AsyncStream<Job>.Continuation

    /// - Parameter source: `nil` where there are no tools.
    init(desk: OwnerDesk, source: (any OwnerRequests)?) {
        self.desk = desk
        self.source = source
        (jobs, job) = AsyncStream.makeStream(of: Job.self, bufferingPolicy: .bufferingOldest(16))
    }

    /// Asks for a reload, as a signal does; what becomes of it is logged.
    func reload() { job.yield(Job(command: .reload(digest: nil)) { _ in }) }

    /// Runs until a graceful shutdown.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await listen() }
                for await job in jobs { job.answer(await desk.answer(job.command)) }
                group.cancelAll()
            }
        }
        source?.stop()
    }

    private func listen() async {
        guard let source else { return }
        for await request in source.requests {
            do throws(OwnerFault) {
                let command = try OwnerCommand(json: request.bytes)
                let taken = job.yield(Job(command: command) { request.answer($0.json) })
                if case .dropped = taken { request.answer(OwnerAnswer(.refused, ["too many requests at once"]).json) }
            } catch {
                request.answer(OwnerAnswer(.refused, ["\(error)"]).json)
            }
        }
    }
}
