import Gateway
import System

/// The control socket in the gateway's folder, at which tools on this machine ask the running service.
struct OwnerSocket: OwnerRequests {
    private let listener: ControlListener

    /// Listens; requests wait until the gateway reads them.
    init(in state: StateDirectory) throws(SystemError) { listener = try ControlListener(at: state.control) }

    var requests: any AsyncSequence<OwnerRequest, Never> & Sendable {
        listener.requests.map { request in OwnerRequest(bytes: request.bytes) { request.answer($0) } }
    }

    func stop() { listener.stop() }
}
