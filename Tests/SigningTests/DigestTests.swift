import Signing
import Statements
import Testing

@Suite("SHA-256") struct DigestTests {
    let cryptography = OpenSSLCryptography()

    @Test(
        "FIPS 180-4 examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func examples(text: String, digest: String) {
        #expect(cryptography.sha256(Array(text.utf8)).bytes == bytes(digest))
    }

    @Test("a million letters, the long example of FIPS 180-4")
    func long() {
        let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        let expected = bytes("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        #expect(cryptography.sha256(letters).bytes == expected)
    }

    @Test("a prefix is hashed as if it stood in front", arguments: [0, 1, 55, 63, 64, 300])
    func prefix(count: Int) {
        let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
        for first in [0, 1, 255] as [UInt8] {
            #expect(cryptography.sha256(first, message.span) == cryptography.sha256([first] + message))
        }
    }

    @Test("a context that many tasks reuse never mixes their inputs")
    func concurrent() async {
        let cryptography = cryptography
        let inputs = (0..<64).map { [UInt8](repeating: UInt8($0), count: $0 * 7) }
        let expected = inputs.map { cryptography.sha256($0) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<50).allSatisfy { _ in zip(inputs, expected).allSatisfy { cryptography.sha256($0) == $1 } }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
