import Gateway
import System

/// The service that runs with a configuration, as a tool asks it.
struct RunningService {
    private let socket: String

    init(of file: ConfigurationFile) { socket = file.state.control }

    /// Puts one request, and waits for the answer.
    /// - Throws: an unusable ``Finding`` where no service answers.
    func ask(_ command: OwnerCommand) async throws(Finding) -> OwnerAnswer {
        let (socket, request) = (socket, command.json)
        let result: Result<[UInt8], SystemError> = await withCheckedContinuation { continuation in
            // It blocks its thread, which a task's must not.
            DedicatedThread.start(name: "control") {
                do throws(SystemError) {
                    continuation.resume(returning: .success(try ControlClient.ask(request, at: socket)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try result.get()
        } catch {
            throw .unusable("\(error)")
        }
        do throws(OwnerFault) {
            return try OwnerAnswer(json: bytes)
        } catch {
            throw .unusable("\(socket): \(error)")
        }
    }
}
