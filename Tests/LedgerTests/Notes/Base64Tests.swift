import Ledger
import Testing

@Suite("Base 64") struct Base64Tests {
    @Test(
        "RFC 4648 §10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func published(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == Array(text.utf8))
        #expect(Base64.decode(Array(text.utf8)) == Array(plain.utf8))
    }

    @Test("every sextet") func alphabet() {
        let text = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        #expect(Base64.decode(text).map(Base64.encode) == text)
    }

    @Test(
        "refused",
        arguments: [
            ("Zg", "no padding"), ("Zg=", "half the padding"), ("Zg===", "too much padding"),
            ("Zh==", "a trailing bit that is set"),
            ("Zm9=", "two trailing bits that are set"), ("Z===", "one character in the last group"),
            ("====", "padding alone"),
            ("Zg==Zg==", "padding in the middle"), ("=g==", "padding in front"), ("Zm-_", "the URL alphabet"),
            ("Zm9v\n", "a newline"), ("Zm 9v===", "a space"), ("Zm9\u{E9}", "a letter beyond ASCII"),
        ] as [(String, Comment)])
    func refused(text: String, reason: Comment) {
        #expect(Base64.decode(Array(text.utf8)) == nil, reason)
    }
}
