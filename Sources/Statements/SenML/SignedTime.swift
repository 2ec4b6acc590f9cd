/// Times in signed bytes: absolute whole seconds of UTC since 1970, as `iat` and as SenML's `bt` carry them.
enum SignedTime {
    /// Below 2^28 SenML takes a time as relative to now (RFC 8428 §4.5.3); 2^33 is in the year 2242.
    static let range: Range<Int64> = 1 << 28..<1 << 33

    static let expectation = "an absolute time, 2^28 to 2^33 − 1 s since 1970"
}
