/// What is known of a kind of board: `board/NAME/profile.yaml`. `board/README.md` explains the keys.
struct BoardProfile: Hashable {
    /// The chip whose lines lead to the header.
    struct Chip: Hashable {
        /// What its driver calls it.
        let label: String
        /// Whether its lines have resistors that can be switched on.
        let hasBias: Bool
    }

    /// A line that leads to the header.
    struct Line: Hashable {
        /// What it is proposed for.
        enum Use: String, CaseIterable {
            case pulse, light, free
            case powerFail = "power-fail"
            case direction = "rs485-direction"
        }

        /// The board's name for it, the same in every kernel that this board runs.
        let name: String
        let offset: UInt32
        /// The header's pin; `nil` for a board without a header.
        let pin: Int?
        let use: Use
    }

    /// The clock that a battery keeps going.
    struct HardwareClock: Hashable {
        enum Kind: String, CaseIterable {
            /// On the board; it needs a battery.
            case builtIn = "built-in"
            /// None on the board: a module has to be added.
            case added
            case none
        }

        let kind: Kind
        /// What to do where the kernel shows none, in words; `nil` for ``Kind/none``.
        let remedy: String?
    }

    /// The timer that resets a board whose system hangs.
    struct Watchdog: Hashable {
        /// Its device file.
        let device: String
        /// The longest time that it can be told to wait.
        let limit: Duration
    }

    /// The folder's name: what `--board` takes.
    let name: String
    /// How `/proc/device-tree/model` begins; `nil` for a board without a device tree.
    var model: String?
    var chip: Chip
    /// In the order of the file.
    var lines: [Line]
    /// The board's own light below `/sys/class/leds`.
    var led: String?
    /// The serial port on the header.
    var serial: String?
    var hardwareClock: HardwareClock
    var watchdog: Watchdog?

    func lines(for use: Line.Use) -> [Line] { lines.filter { $0.use == use } }
}
