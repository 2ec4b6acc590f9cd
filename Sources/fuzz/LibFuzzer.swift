#if LIBFUZZER
    import Glibc
    import System

    /// What libFuzzer, which has the main function, calls in this program. The variable `HELIOGRAPH_FUZZ` names the target;
    /// it reaches the processes as well that libFuzzer starts.
    private let chosen = CurrentProcess.variable("HELIOGRAPH_FUZZ").flatMap(FuzzTarget.named)

    /// Called once. Without a target, the program does what it does without libFuzzer.
    @_cdecl("LLVMFuzzerInitialize")
    public func initialize(_ argumentCount: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
        guard chosen == nil else { return 0 }
        exit(FuzzCommand(arguments: Array(CommandLine.arguments.dropFirst())).run())
    }

    /// Called with each input. A broken promise ends the process, as a trap does: libFuzzer keeps the input.
    @_cdecl("LLVMFuzzerTestOneInput")
    public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        // SAFETY: libFuzzer's bytes, as many as it says, are copied before anything else happens.
        let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
        do throws(BrokenProperty) {
            _ = try chosen?.run(input)
        } catch {
            StandardStream.error.write("BROKEN: \(error)\n")
            abort()
        }
        return 0
    }
#endif
