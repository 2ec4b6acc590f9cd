internal import CQRCode
internal import Glibc

/// A QR code (ISO/IEC 18004): a text as a square of dark and light modules, through libqrencode.
package struct QRCode: Hashable, Sendable {
    /// Modules on a side, `21...177`, without the light margin.
    package let side: Int
    private let modules: [Bool]

    /// The smallest code that holds a text. It bears a damage of 7 %, which a screen does not have.
    /// - Throws: ``QRCodeError/notEncoded(byteCount:errno:)``, above 2953 bytes for one.
    package init(_ text: String) throws(QRCodeError) {
        let bytes = Array(text.utf8)
        // SAFETY: the library reads the bytes during the call; what it makes is copied and freed here. Its data has width² bytes.
        guard let made = unsafe QRcode_encodeData(CInt(clamping: bytes.count), bytes, 0, QR_ECLEVEL_L) else {
            throw .notEncoded(byteCount: bytes.count, errno: errno)
        }
        defer { unsafe QRcode_free(made) }
        side = unsafe Int(made.pointee.width)
        modules = unsafe UnsafeBufferPointer(start: made.pointee.data, count: side * side).map { $0 & 1 == 1 }
    }

    /// Whether a module is dark; outside the square none is.
    package func isDark(row: Int, column: Int) -> Bool {
        (0..<side).contains(row) && (0..<side).contains(column) && modules[row * side + column]
    }

    /// The light margin that readers expect around it, in modules.
    package static let margin = 4

    /// The code with its margin as lines of half blocks, two rows a line: a block is light, a gap is dark.
    package var halfBlocks: [String] {
        let range = -Self.margin..<(side + Self.margin)
        return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { row in
            range.map { column in
                switch (isDark(row: row, column: column), isDark(row: row + 1, column: column)) {
                case (false, false): "█"
                case (false, true): "▀"
                case (true, false): "▄"
                case (true, true): " "
                }
            }.joined()
        }
    }
}
