internal import Glibc

/// Memory that only the start of a program needed.
package enum StartupPages {
    /// Gives back the pages of program code that are in memory, ours and the libraries'. Those that are still needed come
    /// back from the file as they are used; what only the start needed (reading arguments and configuration, looking up types)
    /// does not. A small board has better use for the difference.
    /// - Throws: ``SystemError`` where `/proc` is not mounted.
    package static func release() throws(SystemError) {
        let lines = try SmallFile.read("/proc/self/maps").split(separator: 0x0A)
        for line in lines {
            // start-end permissions offset device inode path; only code of files is never written to, so nothing is lost.
            let fields = line.split(separator: 0x20)
            guard fields.count == 6, fields[1].elementsEqual("r-xp".utf8), fields[5].first == UInt8(ascii: "/") else {
                continue
            }
            let bounds = fields[0].split(separator: UInt8(ascii: "-")).map {
                UInt(String(decoding: $0, as: UTF8.self), radix: 16)
            }
            guard bounds.count == 2, let start = bounds[0], let end = bounds[1], start < end else { continue }
            // SAFETY: clean pages of a file that is mapped privately and never written: the kernel reads them again on use.
            unsafe _ = madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
        }
    }
}
