internal import CMosquitto
internal import System

/// What libmosquitto needs once in a process.
enum MQTTLibrary {
    private static let isPrepared: Bool = {
        // Debian 12's version writes to closed sockets without MSG_NOSIGNAL.
        ProcessSignals.ignoreBrokenPipes()
        return mosquitto_lib_init() == MOSQ_ERR_SUCCESS.rawValue
    }()

    /// Initialises the library, at the first call. It is never torn down: OpenSSL's state is the process's.
    static func prepare() { precondition(isPrepared, "mosquitto_lib_init failed") }
}
