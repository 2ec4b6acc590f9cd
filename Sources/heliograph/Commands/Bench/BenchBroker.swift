import System

/// A mosquitto of the bench's own, on the loopback, on another processor than its clients where there is one.
struct BenchBroker {
    let port: UInt16
    private let child: ChildProcess

    static func start(in folder: BenchFolder, beside processor: Int) async throws -> Self {
        let port = try LoopbackPort.free()
        let user = CurrentProcess.variable("USER") ?? "root"
        let text = """
            listener \(port) 127.0.0.1
            allow_anonymous true
            user \(user)
            log_dest none
            set_tcp_nodelay true

            """
        let file = folder.file("mosquitto.conf")
        try DurableFile.write(Array(text.utf8), to: file, mode: 0o600)
        let other = processor == 0 ? 0 : processor - 1
        do throws(SystemError) {
            let child = try await ChildProcess.start(
                ChildCommand(
                    "taskset", ["-c", "\(other)", "/usr/sbin/mosquitto", "-c", file], output: .discarded,
                    errors: .discarded, leadsGroup: true, endsWithParent: true))
            return Self(port: port, child: child)
        } catch {
            throw Finding.unusable("\(error) mosquitto and util-linux are needed: apt-get install mosquitto")
        }
    }

    func stop() { child.signal(SignalNumber.terminate) }
}
