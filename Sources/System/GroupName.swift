/// What groups of users are called.
package enum GroupName {
    /// The name in `/etc/group`; `nil` where the number has none there.
    package static func of(_ number: UInt32) -> String? {
        let lines = (try? SmallFile.read("/etc/group"))?.split(separator: UInt8(ascii: "\n")) ?? []
        for line in lines {
            // name:password:number:members
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            if fields.count >= 3, UInt32(String(decoding: fields[2], as: UTF8.self)) == number {
                return String(decoding: fields[0], as: UTF8.self)
            }
        }
        return nil
    }
}
