import FoundationEssentials
import System

/// The disk that holds the database: room, and whether it keeps what it is given.
extension Diagnosis {
    mutating func checkDisk(of folder: String) {
        checkRoom(in: folder)
        // realpath(3): the kernel's list knows no links.
        let path = URL(filePath: folder).resolvingSymlinksInPath().path
        guard let mounts = Self.text("/proc/self/mounts"), let mount = MountPoint.holding(path, in: mounts) else {
            return
        }
        if mount.isReadOnly {
            broken(
                "disk",
                "\(mount.path) is mounted read-only: nothing can be signed. The kernel does that after errors of the card (“dmesg”): replace it; or somebody asked for it (/etc/fstab)."
            )
        }
        if mount.isInMemory {
            remark(
                "disk",
                "\(mount.path) is in memory (\(mount.type)): all that is signed is gone with the power. Put “state” on a card or disk; on Raspberry Pi OS, switch the overlay file system off (sudo raspi-config)."
            )
        }
        if mount.ignoresFlushes {
            broken(
                "disk",
                "\(mount.path) is mounted with barriers off: a power cut may undo what was signed. Remove “nobarrier”.")
        }
        if let option = mount.wearsCard {
            remark("disk", "\(mount.path) is mounted with “\(option)”, which wears out a card: remove it (/etc/fstab).")
        }
        checkWear(of: mount)
    }

    private mutating func checkRoom(in folder: String) {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        guard let free = attributes?[.systemFreeSize] as? UInt64 else {
            broken("disk", "\(folder) does not say how much room it has: does the folder exist?")
            return
        }
        let megabytes = free / 1_000_000
        if megabytes < 100 {
            broken("disk", "only \(megabytes) MB are free in \(folder): make room; a full disk stops the signing.")
        } else if megabytes < 1000 {
            remark(
                "disk", "\(megabytes) MB are free in \(folder); four meters with four neighbours need some 4 GB a year")
        } else {
            works("disk", "\(megabytes / 1000) GB are free in \(folder)")
        }
    }

    /// An eMMC chip says how much of its life is used; an SD card says nothing.
    private mutating func checkWear(of mount: MountPoint) {
        guard let name = mount.device.split(separator: "/").last, name.hasPrefix("mmcblk") else { return }
        let device = "/sys/block/\(name.prefix { $0 != "p" })/device"
        guard Self.text("\(device)/type") == "MMC" else {
            remark("disk", "it is an SD card, which does not tell how worn it is: keep copies of the keys elsewhere")
            return
        }
        // Tenths of its life, as in “0x02 0x01”, one for each kind of cell; 0x0B is beyond its end.
        let tenths = Self.text("\(device)/life_time").map { text in
            text.split(separator: " ").compactMap { UInt8($0.dropFirst(2), radix: 16) }.max() ?? 0
        }
        guard let tenths, tenths > 0 else { return }
        if tenths > 9 {
            broken(
                "disk", "the eMMC has used up its life (JEDEC life time 0x0\(String(tenths, radix: 16))): replace it")
        } else {
            works("disk", "the eMMC has used at most \(tenths)0 % of its life")
        }
    }
}
