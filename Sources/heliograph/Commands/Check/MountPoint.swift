import System

/// A mounted file system: a line of `/proc/self/mounts`.
struct MountPoint: Hashable {
    let device: String
    let path: String
    /// Such as `ext4`.
    let type: String
    let options: Set<String>

    /// The file system that holds an absolute path without links, among the lines of `text`.
    static func holding(_ path: String, in text: String) -> MountPoint? {
        let mounts = text.split(separator: "\n").compactMap { MountPoint($0) }
        // The last of several at one place hides the others.
        return mounts.reversed().filter { mount in
            mount.path == "/" || path == mount.path || path.hasPrefix("\(mount.path)/")
        }.max { $0.path.utf8.count < $1.path.utf8.count }
    }

    private init?(_ line: Substring) {
        let fields = line.split(separator: " ").map(Self.plain)
        guard fields.count >= 4 else { return nil }
        device = fields[0]
        path = fields[1]
        type = fields[2]
        options = Set(fields[3].split(separator: ",").map(String.init))
    }

    /// Whether it is gone with the power.
    var isInMemory: Bool { ["tmpfs", "ramfs", "rootfs"].contains(type) }
    var isReadOnly: Bool { options.contains("ro") }
    /// Whether a power cut may undo what was flushed.
    var ignoresFlushes: Bool { options.contains("nobarrier") || options.contains("barrier=0") }
    /// Whether every write, or every look at a file, wears the card.
    var wearsCard: String? { ["sync", "strictatime", "dirsync"].first { options.contains($0) } }

    /// The kernel writes a space as `\040`.
    private static func plain(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
