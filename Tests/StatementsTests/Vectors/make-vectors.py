#!/usr/bin/env python3
"""Makes the vectors of this folder and checks those of Sources/Statements/FORMAT.md, with other people's code.

    python3 -m venv venv && venv/bin/pip install cwt==3.3.0 cbor2==5.9.0 pycose==1.1.0 cddl-verifier==1.5.3 \\
        scitt-cose==0.5.0
    venv/bin/python make-vectors.py            # check FORMAT.md, write *.txt
    venv/bin/python make-vectors.py --fill     # write the vectors into FORMAT.md first

CBOR is encoded by cbor2, entries are signed by cwt, what cannot be made with them (because it is wrong) is put together
here and signed with `cryptography`. ES256 signatures are random: each run writes other bytes for those. The key backup's keys
are encrypted by the openssl command, whose salts are random as well: one that is still right stays as it is.
"""
import base64, hashlib, pathlib, re, subprocess, sys, textwrap

import cbor2
from cddl_verifier import Validator
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key)
from cwt import COSE, COSEKey
from pycose.keys import OKPKey
from pycose.messages import Sign1Message
from scitt_cose import receipt as SCITT

HERE = pathlib.Path(__file__).resolve().parent
FORMAT = HERE.parents[2] / "Sources" / "Statements" / "FORMAT.md"

# Published test keys: RFC 8032 §7.1 test 1, RFC 6979 A.2.5, and the key of RFC 9679 §6.
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
ED = ed25519.Ed25519PrivateKey.from_private_bytes(SEED)
ED_PUBLIC = ED.public_key().public_bytes_raw()
PEM = ED.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
SCALAR = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
EC = ec.derive_private_key(SCALAR, ec.SECP256R1())
EC_X, EC_Y = (n.to_bytes(32, "big") for n in (EC.public_key().public_numbers().x, EC.public_key().public_numbers().y))
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

ED_KEY = {1: 1, -1: 6, -2: ED_PUBLIC}
EC_KEY = {1: 2, -1: 1, -2: EC_X, -3: EC_Y}
ORIGIN, TIME = "linden.energy/roof-a", 1767225600
BOOT = bytes(range(8))
DIGEST = hashlib.sha256(b"a recorded note").digest()
ROOT = hashlib.sha256(b"another root").digest()


def dumps(value):
    return cbor2.dumps(value, canonical=True)


def sha(data):
    return hashlib.sha256(data).digest()


def thumbprint(key):
    return sha(dumps(key))


def kid(key):
    return thumbprint(key)[:8]


def cti(index, origin=ORIGIN):
    return sha(origin.encode())[:8] + index.to_bytes(8, "big")


# --- What FORMAT.md shows ---------------------------------------------------------------------------------------------

def base(subject, record, time=TIME):
    return {**record, -2: f"{ORIGIN}/{subject}/", -3: time}


def number(name, unit, value):
    return {0: name, 1: unit, 2: value}


def reading(clock, dial):
    """420 pulses at 1000 imp/kWh, 25 of them in the last minute."""
    return [
        base("pv", number("energy", "J", 1512000)), number("pulses", "count", 420),
        *([number("dial", "J", dial)] if dial is not None else []),
        number("power", "W", 1500), number("interval", "s", 60), *clock,
        number("lost", "count", 0), number("bounced", "count", 3), number("stuck", "count", 0),
    ]


def stamp(letter, uptime=12):
    return [{0: "clock", 3: letter}, {0: "boot", 8: BOOT}, number("uptime", "s", uptime)]


def event(kind, *records, subject="gateway", letter="S"):
    return [base(subject, {0: "event", 3: kind}), *records, *stamp(letter)]


def meter_change(change, *dials):
    return event(
        "meter", {0: "change", 3: change}, {0: "constant", 3: "562.5"}, {0: "ratio", 3: "3/7"},
        {0: "direction", 3: "production"}, {0: "obis", 3: "1-0:2.8.0"}, number("energy", "J", 1512000),
        number("pulses", "count", 420), *dials, subject="pv")


def header(index, key=ED_KEY, alg=-8, record=None, content=112, subject="pv"):
    labels = {1: alg, 3: content, 4: kid(key), 15: {1: ORIGIN, 2: subject, 6: TIME, 7: cti(index)}}
    return labels | ({"rec": record} if record else {})


METERS = [
    {"name": "pv", "constant": "1000", "ratio": "1", "direction": "production", "obis": "1-0:2.8.0"},
    {"name": "feed", "constant": "562.5", "ratio": "3/7", "direction": "export", "obis": "1-0:2.8.0"},
]
GENESIS = {"key": ED_KEY, "meters": METERS, "software": "heliograph 0.1.0"}
SUCCESSOR = {
    "key": EC_KEY, "meters": [], "software": "heliograph 0.1.0",
    "predecessor": {"origin": ORIGIN, "size": 35000, "root": ROOT},
}


def cose_key(key, alg):
    """A private key for cwt."""
    if key is ED_KEY:
        return COSEKey.new({**ED_KEY, 2: kid(key), 3: alg, -4: SEED})
    return COSEKey.new({**EC_KEY, 2: kid(key), 3: alg, -4: SCALAR.to_bytes(32, "big")})


def low(signature):
    return int.from_bytes(signature[32:], "big") <= ORDER // 2


def by_cwt(payload, index, key=ED_KEY, alg=-8, wanted=low, **parts):
    """An entry that cwt signed and verified; P-256 again and again until s is as wanted."""
    while True:
        secret = cose_key(key, alg)
        entry = COSE.new().encode_and_sign(payload, secret, protected=header(index, key, alg, **parts))
        assert COSE.new().decode(entry, secret) == payload
        if key is ED_KEY or wanted(entry[-64:]):
            return entry


READING = dumps(reading([{0: "clock", 3: "S"}], 5112000))
ENTRY = by_cwt(READING, 1, record=DIGEST)
NOTE, OTHER = b"a note\n", b"another note\n"
ADOPTION = dumps({"policy": 2, "hash": DIGEST})
# The new key's signature over the takeover; the key of RFC 8032 §7.1 test 2, since an Ed25519 signature has one value.
NEXT = ed25519.Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
NEXT_KEY = {1: 1, -1: 6, -2: NEXT.public_key().public_bytes_raw()}
TAKEOVER = dumps(["heliograph-statement-key", ORIGIN, thumbprint(ED_KEY), NEXT_KEY])


def receipt(entry, genesis, size=2, index=1, proven=2):
    """RFC 9942: a mirror's word that the entry is behind the genesis in a log of two, signed over their root."""
    path = [sha(b"\x00" + genesis)]
    root = sha(b"\x01" + path[0] + sha(b"\x00" + entry))
    claims = {1: "linden.energy/roof-b/mirror", 2: ORIGIN, 6: TIME, -65537: size}
    protected = dumps({1: -8, 4: kid(ED_KEY), 15: claims, 395: 1})
    signature = ED.sign(dumps(["Signature1", protected, b"", root]))
    proofs = {396: {-1: [dumps([proven, index, path])]}}
    return dumps(cbor2.CBORTag(18, [protected, proofs, None, signature]))


def transparent(entry, genesis):
    """RFC 9943: the entry with that receipt, and the genesis with its way to the same root."""
    protected, _, payload, signature = cbor2.loads(entry).value
    labels = {394: [receipt(entry, genesis)], "genesis": [genesis, [[sha(b"\x00" + entry)]]]}
    return dumps(cbor2.CBORTag(18, [protected, labels, payload, signature]))


def note_line(name, kind, secret, message, stamp=b""):
    public = secret.public_key().public_bytes_raw()
    identifier = sha(name.encode() + b"\n" + bytes([kind]) + public)[:4]
    return f"\u2014 {name} {base64.b64encode(identifier + stamp + secret.sign(message)).decode()}\n"


def record(size, root, time, mirrors="abcd"):
    """A checkpoint (C2SP) that the log and these mirrors signed; the mirrors' keys are the numbers from 17 on."""
    text = f"{ORIGIN}\n{size}\n{base64.b64encode(root).decode()}\n".encode()
    lines = note_line(ORIGIN, 1, ED, text)
    for ordinal, letter in enumerate(mirrors):
        secret = ed25519.Ed25519PrivateKey.from_private_bytes(bytes([17 + "abcd".index(letter)]) + bytes(31))
        message = b"cosignature/v1\n" + f"time {time + ordinal}\n".encode() + text
        stamp = (time + ordinal).to_bytes(8, "big")
        lines += note_line(f"linden.energy/roof-{letter}/mirror", 4, secret, message, stamp)
    return text.decode() + "\n" + lines


def period():
    """A log of five: the genesis before the period, two readings, one between them withheld, and one behind them."""
    first = by_cwt(dumps(GENESIS), 0, content="application/heliograph-genesis+cbor", subject="gateway")
    entries = [first] + [by_cwt(READING, index) for index in range(1, 5)]
    leaves = [sha(b"\x00" + entry) for entry in entries]
    roots = {2: sha(b"\x01" + leaves[0] + leaves[1])}
    roots[4] = sha(b"\x01" + roots[2] + sha(b"\x01" + leaves[2] + leaves[3]))
    roots[5] = sha(b"\x01" + roots[4] + leaves[4])
    header = ["heliograph-period-1", {
        "origin": ORIGIN, "start": 1, "count": 4, "left": [leaves[0]], "genesis": [first, []]}]
    items = [header, record(2, roots[2], TIME + 5, "abd"), entries[1],
             record(5, roots[5], TIME + 3605), [leaves[2], 0], entries[3], [leaves[4], 0]]
    return b"".join(dumps(item) for item in items), len(items)


RECEIPT = receipt(ENTRY, b"genesis")
PERIOD, PERIOD_ITEMS = period()
assert SCITT.verify_receipt(RECEIPT, leaf_entry_hex=ENTRY.hex(), log_public_key_pem=PEM).ok

VECTORS = {
    "protected-header": dumps(header(1, record=DIGEST)),
    "entry": ENTRY,
    "genesis": dumps(GENESIS),
    "genesis-successor": dumps(SUCCESSOR),
    "reading": READING,
    "reading-unsynchronised": dumps(reading(stamp("R"), None)),
    "tamper": dumps(event("tamper", {0: "input", 3: "lid"}, {0: "active", 4: True})),
    "restart": dumps(event("restart", number("saved", "s", TIME - 7), number("missing", "s", 7))),
    "restart-unknown": dumps(event("restart", number("saved", "s", TIME - 7), letter="R")),
    "clock-step": dumps(event("clock-step", number("before", "s", 3600), number("after", "s", TIME), letter="I")),
    "anchor": dumps(event("anchor")),
    "configuration": dumps(event("configuration", {0: "hash", 8: DIGEST})),
    "adjustment": dumps(event(
        "adjustment", number("dial", "J", 5112000), number("old", "J", -3600), number("new", "J", 3600000),
        {0: "reason", 3: "Zähler abgelesen"}, subject="pv")),
    "meter-exchanged": dumps(meter_change(
        "exchanged", number("final", "J", 5112000), number("initial", "J", 0))),
    "meter-added": dumps(meter_change("added")),
    "adoption": ADOPTION,
    "adoption-record": dumps({"adopted": 4, "path": [DIGEST, ROOT], "note": NOTE}),
    "key-change": dumps({"key": NEXT_KEY, "proof": NEXT.sign(TAKEOVER)}),
    "takeover": TAKEOVER,
    "ask-head": dumps(["head", ORIGIN]),
    "ask-entries": dumps(["entries", ORIGIN, 256, 512, 1000]),
    "ask-consistency": dumps(["consistency", ORIGIN, 256, 1000]),
    "ask-inclusion": dumps(["inclusion", ORIGIN, 0, 1000]),
    "answer-head": dumps(["head", NOTE]),
    "answer-nothing": dumps(["head", None]),
    "answer-loose": dumps(["head", NOTE, OTHER, b"\x00\x05entry"]),
    "answer-entries": dumps(["entries", 256, b"\x00\x05entry", [DIGEST, ROOT]]),
    "answer-hashes": dumps(["hashes", [DIGEST]]),
    "answer-refused": dumps(["refused", "no such log"]),
    "evidence-fork": dumps(["fork", ORIGIN, NOTE, OTHER]),
    "evidence-rewrite": dumps(["rewrite", ORIGIN, NOTE, OTHER, ROOT, [DIGEST]]),
    "evidence-entry": dumps(["entry", ORIGIN, 7, b"entry", NOTE, [DIGEST]]),
    "evidence-file": dumps([
        dumps(["entry", ORIGIN, 7, b"entry", NOTE, [DIGEST]]), dumps([b"entry", b"c2sp.org/tlog-proof@v1\n"])]),
    "announcement": dumps([b"entry", b"c2sp.org/tlog-proof@v1\n"]),
    "extra": dumps([b"genesis", [DIGEST]]),
    "extra-rules": dumps([b"genesis", [DIGEST], None, [b"entry"], b"policy"]),
    "extra-record": dumps([b"genesis", [DIGEST], NOTE]),
    "receipt": RECEIPT,
    "transparent-statement": transparent(ENTRY, b"genesis"),
    "period": PERIOD,
}

# A CBOR sequence is no item; RFC 8742 has CDDL describe the array of its items.
SEQUENCES = {"period": PERIOD_ITEMS}


def vkey(name, kind):
    identifier = sha(name.encode() + b"\n" + bytes([kind]) + ED_PUBLIC)[:4].hex()
    return f"{name}+{identifier}+{base64.b64encode(bytes([kind]) + ED_PUBLIC).decode()}"


CARD = (f"# Heliograph member {ORIGIN}\nlog {vkey(ORIGIN, 1)}\n"
        f"witness roof-a/mirror {vkey(ORIGIN + '/mirror', 4)}\n")


# --- Joining a street ---------------------------------------------------------------------------------------------------

CODE = bytes(range(16))
GUEST = ed25519.Ed25519PrivateKey.from_private_bytes(sha(b"heliograph join code 1\n" + CODE))
JOIN = {"request": [b"heliograph join request 1\n", GUEST.sign], "answer": [b"heliograph join answer 1\n", None]}
REPLY = BOOT.hex() * 2


def said(kind, *body):
    purpose, sign = JOIN[kind]
    bytes_ = dumps(list(body))
    if sign:
        return dumps([bytes_, sign(purpose + bytes_)])
    r, s = utils.decode_dss_signature(EC.sign(purpose + bytes_, ec.ECDSA(SHA256())))
    return dumps([bytes_, r.to_bytes(32, "big") + min(s, ORDER - s).to_bytes(32, "big")])


VECTORS |= {
    "invitation": dumps(["linden.energy", "192.168.1.10", 8883, 8884, TIME, bytes([2 + EC_Y[-1] % 2]) + EC_X, CODE]),
    "join-request": said("request", "ask", GUEST.public_key().public_bytes_raw(), REPLY, CARD, b"a request, PEM"),
    "join-request-done": said("request", "done", GUEST.public_key().public_bytes_raw(), REPLY),
    "join-answer": said("answer", "admitted", DIGEST, b"the authority, PEM", b"the certificate, PEM", CARD, b""),
    "join-answer-refused": said("answer", "refused", DIGEST, "used"),
}
LINE = "heliograph-join:1:" + base64.urlsafe_b64encode(
    VECTORS["invitation"] + sha(VECTORS["invitation"])[:4]).decode().rstrip("=")


# --- Key backup: encrypted by openssl, read by `cryptography` ------------------------------------------------------------

PASSPHRASE = "correct horse battery staple"
BACKUP_KEYS = {
    "statement": ED, "tls": EC,
    "log": ed25519.Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")),
}
BACKUP_FILES = {
    "configuration": "# A roof without meters.\n\norigin: linden.energy/roof-a\npolicy: linden.policy\nbroker:\n"
                     "  host: broker.linden.energy\n  tls: {ca: ca.pem, certificate: roof-a.pem, key: roof-a.key}\n",
    "policy": "# no line feed at the end: ä",
    "certificate": "",
}


def spki(key):
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def sealed(key):
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    command = ["openssl", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-scrypt", "-scrypt_N", "16384", "-scrypt_r", "8",
               "-scrypt_p", "8", "-passout", f"pass:{PASSPHRASE}"]
    return subprocess.run(command, input=plain, capture_output=True, check=True).stdout.decode()


def quoted(text):
    *lines, rest = text.split("\n")
    marked = [("|", line) for line in lines] + ([("\\", rest)] if rest else [])
    return "".join(f"{mark} {line}\n" if line else f"{mark}\n" for mark, line in marked)


def signed_lines(text):
    return "".join(f"{line}\n" for line in text.split("\n") if line and line[0] != "#" and not line.startswith("signature: "))


def make_backup():
    parts = [f"# A vector: the keys are published.\n\nheliograph-backup: 1\norigin: {ORIGIN}\nmade: {TIME}\n"]
    for role in ("statement", "log", "tls"):
        block = sealed(BACKUP_KEYS[role])
        parts.append(f"key: {role}\npublic-sha256: {sha(spki(BACKUP_KEYS[role])).hex()}\n"
                     f"sha256: {sha(block.encode()).hex()}\n{block}")
    for role, content in BACKUP_FILES.items():
        parts.append(f"file: {role}\nsha256: {sha(content.encode()).hex()}\n{quoted(content)}")
    text = "\n".join(parts)
    return f"{text}\nsignature: {ED.sign(signed_lines(text).encode()).hex()}\n"


def check_backup(text):
    """Whether a text is the backup of the keys and files above, as `cryptography` reads it."""
    for role, key in BACKUP_KEYS.items():
        part = re.search(rf"key: {role}\npublic-sha256: (.*)\nsha256: (.*)\n(-----BEGIN[^|]*?-----END.*\n)", text)
        if not part or sha(part[3].encode()).hex() != part[2] or sha(spki(key)).hex() != part[1]:
            return False
        if spki(load_pem_private_key(part[3].encode(), PASSPHRASE.encode())) != spki(key):
            return False
    for role, content in BACKUP_FILES.items():
        if f"file: {role}\nsha256: {sha(content.encode()).hex()}\n{quoted(content)}" not in text:
            return False
    ED.public_key().verify(bytes.fromhex(text.rsplit("signature: ", 1)[1].strip()), signed_lines(text).encode())
    return True


def check_format(fill):
    text = FORMAT.read_text()
    if fill:
        shown = re.search(r"```backup\n(.*?)```", text, re.S)[1]
        if not check_backup(shown):
            text = text.replace(f"```backup\n{shown}```", f"```backup\n{make_backup()}```")
        def filled(match):
            return f"```hex {match[1]}\n" + "\n".join(textwrap.wrap(VECTORS[match[1].split()[0]].hex(), 112)) + "\n```"
        text = re.sub(r"```hex ([a-z -]+)\n[0-9a-f\s]*```", filled, text)
        text = re.sub(r"```card\n.*?```", f"```card\n{CARD}```", text, flags=re.S)
        text = re.sub(r"```invitation\n.*?```", f"```invitation\n{LINE}\n```", text, flags=re.S)
        FORMAT.write_text(text)
    rules = "\n".join(re.findall(r"```cddl\n(.*?)```", text, re.S))
    shown = re.findall(r"```hex ([a-z -]+)\n(.*?)```", text, re.S)
    assert {info.split()[0] for info, _ in shown} == set(VECTORS), "FORMAT.md shows other vectors"
    schema = Validator(rules)
    for info, hexadecimal in shown:
        name, rule = info.split()[0], info.split()[-1]
        assert bytes.fromhex(hexadecimal) == VECTORS[name], f"FORMAT.md: {name} differs"
        item = (bytes([0x80 + SEQUENCES[name]]) if name in SEQUENCES else b"") + VECTORS[name]
        result = schema.validate(item, rule, require_deterministic=True)
        assert result, f"FORMAT.md: {name} is no {rule}: {result.format()}"
        assert not schema.validate([cbor2.loads(item)], rule), f"FORMAT.md: {rule} takes anything"
    assert re.search(r"```card\n(.*?)```", text, re.S)[1] == CARD, "FORMAT.md: the card differs"
    assert re.search(r"```invitation\n(.*?)\n```", text, re.S)[1] == LINE, "FORMAT.md: the invitation differs"
    assert check_backup(re.search(r"```backup\n(.*?)```", text, re.S)[1]), "FORMAT.md: the key backup differs"
    print(f"FORMAT.md: {len(shown)} vectors agree with cbor2, cwt and the CDDL")


# --- CBOR: RFC 8949 ---------------------------------------------------------------------------------------------------

APPENDIX_A = """00 01 0a 17 1818 1819 1864 1903e8 1a000f4240 1b000000e8d4a51000 1bffffffffffffffff 3bffffffffffffffff 20 29
3863 3903e7 f4 f5 f6 c074323031332d30332d32315432303a30343a30305a c11a514b67b0 d74401020304 d818456449455446
d82076687474703a2f2f7777772e6578616d706c652e636f6d 40 4401020304 60 6161 6449455446 62225c 62c3bc 63e6b0b4 64f0908591
80 83010203 8301820203820405 98190102030405060708090a0b0c0d0e0f101112131415161718181819 a0 a201020304
a26161016162820203 826161a161626163 a56161614161626142616361436164614461656145""".split()

# Appendix A's own values that deterministic CBOR, or our subset, does not have.
APPENDIX_A_REFUSED = {
    "notInUse": """f90000 f98000 f93c00 fb3ff199999999999a f93e00 f97bff fa47c35000 fa7f7fffff fb7e37e43c8800759c f90001
        f90400 f9c400 fbc010666666666666 f97c00 f97e00 f9fc00 fa7f800000 fa7fc00000 faff800000 fb7ff0000000000000
        fb7ff8000000000000 fbfff0000000000000 f7 f0 f818 f8ff c1fb41d452d9ec200000 c249010000000000000000
        c349010000000000000000""",
    "indefiniteLength": """5f42010243030405ff 7f657374726561646d696e67ff 9fff 9f018202039f0405ffff 9f01820203820405ff
        83018202039f0405ff 83019f0203ff820405 9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff
        bf61610161629f0203ffff 826161bf61626163ff bf6346756ef563416d7421ff""",
}

# RFC 8949 Appendix F, and what a deterministic decoder must refuse besides.
REFUSED = APPENDIX_A_REFUSED | {
    "truncated": """18 19 1a 1b 1901 1a0102 1b01020304050607 38 58 78 98 9a01ff00 b8 d8 41 61 5affffffff00
        5bffffffffffffffff010203 7affffffff00 7b7fffffffffffffff010203 81 818181818181818181 8200 a1 a20102 a100 a2000000
        c0 9affffffff 9bffffffffffffffff bbffffffffffffffff""",
    "reservedHead": "1c 1d 1e 3c 3d 3e 5c 5d 5e 7c 7d 7e 9c 9d 9e bc bd be dc dd de fc fd fe",
    "indefiniteLength2": "1f 3f 5f00 5fff 7f00 9f bf df00 ff 81ff",
    "notShortest": """1800 1817 190000 1900ff 1a00000000 1a0000ffff 1b0000000000000000 1b00000000ffffffff 3800 3817 5800
        580161 7800 780161 9800 980100 b800 b8010000 d81200 d90012f6 9900010a 5900ff 9b00000000ffffffff
        bb0000000000000002""",
    "notInUse2": "f800 f814 f815 f816 f81f e0 f3 c240 c24101 c349ffffffffffffffffff f97e01",
    "unsortedKeys": "a201000000 a2616200616100 a2200000f6 a241006000 a2646161616100626262f6 a2810000181800",
    "repeatedKey": "a200000000 a2616101616102 a2a0f6a0f6",
    "invalidUTF8": "61ff 62c328 63e28228 64f0288cbc 62c0af 63eda080 64f4908080 61c3 a161ff00",
    "trailingBytes": "0000 f6f6 8000 a000 4040",
    "tooDeep": "81" * 16 + "00 " + "a100" * 16 + "00 " + "c1" * 16 + "00",
}


REPEAT = "“00*9” is that byte nine times; parts are joined by “+”."


def write(name, lines, explanation):
    (HERE / name).write_text("".join(f"# {line}\n" for line in explanation) + "".join(line + "\n" for line in lines))
    print(f"{name}: {len(lines)} vectors")


def cbor_vectors():
    deep = "81" * 15 + "00"
    valid = APPENDIX_A + [deep]
    anything = Validator("anything = any")
    for item in valid:
        assert anything.validate(bytes.fromhex(item), require_deterministic=True), item
    lines = [f"valid {item}" for item in valid]
    for reason, items in REFUSED.items():
        for item in items.split():
            if not reason.startswith(("notInUse", "tooDeep")):
                assert not anything.validate(bytes.fromhex(item), require_deterministic=True), item
            lines.append(f"{reason.rstrip('2')} {item}")
    write("cbor.txt", lines, [
        "RFC 8949: its Appendix A as far as it is deterministic and in use, and what is refused, with the reason.",
        "cddl-verifier finds the valid ones deterministic and the others not, but for what merely is not in use here."])


# --- Keys -------------------------------------------------------------------------------------------------------------

def key_vectors():
    x = bytes.fromhex("65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d")
    y = bytes.fromhex("1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c")
    published = {1: 2, -1: 1, -2: x, -3: y}
    assert thumbprint(published).hex() == "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec"
    lines = [f"{dumps(key).hex()} {thumbprint(key).hex()}" for key in (published, ED_KEY, EC_KEY)]
    refused = [
        {1: 1, -1: 6}, {1: 1, -1: 6, -2: ED_PUBLIC[:31]}, {1: 1, -1: 7, -2: ED_PUBLIC}, {1: 2, -1: 6, -2: ED_PUBLIC},
        {1: 1, 2: b"kid", -1: 6, -2: ED_PUBLIC}, {1: 1, 3: -8, -1: 6, -2: ED_PUBLIC}, {1: 1, -1: 6, -2: ED_PUBLIC, -4: SEED},
        {1: 2, -1: 1, -2: x, -3: True}, {1: 2, -1: 1, -2: x[:31], -3: y}, {1: 2, -1: 1, -2: x}, {1: 2, -1: 2, -2: x, -3: y},
        {1: 1, -1: 6, -2: ED_PUBLIC, "x": 0}, [1, 6, ED_PUBLIC], {1: "OKP", -1: 6, -2: ED_PUBLIC},
    ]
    lines += [f"{dumps(key).hex()} refused" for key in refused]
    write("keys.txt", lines, ["COSE_Key and its RFC 9679 thumbprint; the first is the example of RFC 9679 §6.",
                              "“refused” is a key of another type, or with a parameter too many or too few."])


# --- Entries ----------------------------------------------------------------------------------------------------------

def signature(protected, payload, key):
    structure = dumps(["Signature1", protected, b"", payload])
    if key is ED_KEY:
        return ED.sign(structure)
    while True:
        r, s = utils.decode_dss_signature(EC.sign(structure, ec.ECDSA(SHA256())))
        if s <= ORDER // 2:
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def raw(protected, payload=READING, key=ED_KEY, unprotected=b"\xa0", sign=None, tag=b"\xd2", array=b"\x84", payload_item=None):
    """An entry put together by hand: signed well, wrong in whatever the arguments make wrong."""
    signed = signature(protected, payload, key) if sign is None else sign
    return tag + array + dumps(protected) + unprotected + (payload_item or dumps(payload)) + dumps(signed)


def labels(without=(), claims=None, **more):
    """The header of entry 1 with changes; `more` maps l<label> to values."""
    value = header(1)
    value[15] = value[15] | (claims or {})
    value = {k: v for k, v in value.items() if k not in without}
    return value | {int(k[1:]) if k[1:].isdigit() else k[1:]: v for k, v in more.items()}


def bent(old, new, where=None):
    """The header's bytes with one piece replaced."""
    data = dumps(header(1)) if where is None else where
    assert data.count(bytes.fromhex(old)) == 1, old
    return data.replace(bytes.fromhex(old), bytes.fromhex(new))


def nested(levels):
    value = 0
    for _ in range(levels - 1):
        value = [value]
    return value


def entry_vectors():
    assert Sign1Message.decode(ENTRY).phdr_encoded == VECTORS["protected-header"]
    message = Sign1Message.decode(ENTRY)
    message.key = OKPKey.from_dict({**ED_KEY, -4: SEED})
    assert message.verify_signature(), "pycose does not verify what cwt signed"
    claims_without = lambda *gone: {k: v for k, v in header(1)[15].items() if k not in gone}
    h = dumps(header(1))
    ec_low = by_cwt(READING, 1, EC_KEY, -7)
    ec_high = by_cwt(READING, 1, EC_KEY, -7, wanted=lambda s: not low(s))
    lines = [
        # who signs, expectation, entry
        ("ed25519", "valid", ENTRY),
        ("ed25519", "valid", by_cwt(READING, 1, alg=-19)),
        ("p256", "valid", ec_low),
        ("p256", "valid", by_cwt(READING, 1, EC_KEY, -9)),
        # Carried: unknown labels, claims and content types, and what only a reader needs.
        ("ed25519", "valid", raw(dumps(labels(l99={"a": [1, True, None]}, lx="y")))),
        ("ed25519", "valid", raw(dumps(labels(claims={8: b"cnf", "sealed": 1})))),
        ("ed25519", "valid", raw(dumps(labels(l3="application/json")))),
        ("ed25519", "valid", raw(dumps(labels(without=(3,), l15=claims_without(2, 6))))),
        ("ed25519", "valid", raw(dumps(labels(l2=[3, 15, 1, 4])))),
        ("ed25519", "valid", raw(dumps(labels(l2=["rec"], lrec=DIGEST)))),
        ("ed25519", "valid", raw(dumps(labels(l99=nested(15))))),
        ("ed25519", "valid", raw(dumps(labels(claims={99: nested(14)})))),
        ("ed25519", "valid", raw(h, payload=b"")),
        ("ed25519", "valid", raw(h, payload=bytes(65535 - len(raw(h, payload=bytes(60000))) + 60000))),
        # The outermost form.
        ("ed25519", "tooLong", raw(h, payload=bytes(65536 - len(raw(h, payload=bytes(60000))) + 60000))),
        ("ed25519", "notAnEntry.tag", raw(h, tag=b"\xd8\x62")),
        ("ed25519", "notAnEntry.tag", raw(h, tag=b"\xd1")),
        ("ed25519", "cbor.notShortest", raw(h, tag=b"\xd8\x12")),
        ("ed25519", "cbor.unexpected", raw(h, tag=b"")),
        ("ed25519", "cbor.unexpected", raw(h, tag=b"\xd2\xd2")),
        ("ed25519", "notAnEntry.elements", raw(h, array=b"\x83")),
        ("ed25519", "notAnEntry.elements", raw(h, array=b"\x85") + b"\x00"),
        ("ed25519", "cbor.indefiniteLength", raw(h, array=b"\x9f") + b"\xff"),
        ("ed25519", "cbor.indefiniteLength", raw(h, payload_item=b"\x5f" + dumps(READING) + b"\xff")),
        ("ed25519", "cbor.indefiniteLength", raw(h, unprotected=b"\xbf\xff")),
        ("ed25519", "cbor.trailingBytes", raw(h) + b"\x00"),
        ("ed25519", "cbor.truncated", raw(h)[:-1]),
        ("ed25519", "cbor.truncated", b""),
        ("ed25519", "notAnEntry.unprotectedHeader", raw(h, unprotected=dumps({4: kid(ED_KEY)}))),
        ("ed25519", "notAnEntry.unprotectedHeader", raw(dumps(labels(without=(1,))), unprotected=dumps({1: -8}))),
        ("ed25519", "notAnEntry.unprotectedHeader", raw(h, unprotected=dumps({394: [b"receipt"]}))),
        ("ed25519", "cbor.unexpected", raw(h, payload_item=b"\xf6")),
        ("ed25519", "cbor.notShortest", raw(h, payload_item=b"\x59" + b"\x00\x05hello", payload=b"hello")),
        # The protected header.
        ("ed25519", "header.alg", raw(dumps(labels(without=(1,))))),
        ("ed25519", "header.alg", raw(dumps(labels(l1=-35)))),
        ("ed25519", "cbor.unexpected", raw(dumps(labels(l1="EdDSA")))),
        ("ed25519", "cbor.truncated", raw(b"")),
        ("ed25519", "header.alg", raw(b"\xa0")),
        ("ed25519", "cbor.unexpected", raw(dumps([1, -8]))),
        ("ed25519", "cbor.trailingBytes", raw(h + b"\x00")),
        ("ed25519", "cbor.indefiniteLength", raw(b"\xbf" + h[1:] + b"\xff")),
        ("ed25519", "cbor.repeatedKey", raw(b"\xa5\x01\x27" + h[1:])),
        ("ed25519", "cbor.unsortedKeys", raw(b"\xa4\x03\x18\x70\x01\x27" + h[5:])),
        ("ed25519", "cbor.notShortest", raw(bent("031870", "03190070"))),
        ("ed25519", "cbor.notShortest", raw(bent("0127", "180127"))),
        ("ed25519", "cbor.notInUse", raw(dumps(labels(l99=1.5)))),
        ("ed25519", "cbor.notInUse", raw(dumps(labels(l99=2**64)))),
        ("ed25519", "cbor.notInUse", raw(dumps(labels(l99=cbor2.undefined)))),
        ("ed25519", "cbor.invalidUTF8", raw(bent("031870", "0361ff"))),
        ("ed25519", "cbor.tooDeep", raw(dumps(labels(l99=nested(16))))),
        ("ed25519", "cbor.tooDeep", raw(dumps(labels(claims={99: nested(15)})))),
        ("ed25519", "cbor.unexpected", raw(bent("0127", "f527"))),
        ("ed25519", "critical", raw(dumps(labels(l2=[99], l99=0)))),
        ("ed25519", "critical", raw(dumps(labels(l2=["sealed"], lsealed=True)))),
        ("ed25519", "critical", raw(dumps(labels(l2=["rec"])))),
        ("ed25519", "critical", raw(dumps(labels(l2=[2])))),
        ("ed25519", "critical", raw(dumps(labels(l2=[1, 33], l33=b"")))),
        ("ed25519", "header.crit", raw(dumps(labels(l2=[])))),
        ("ed25519", "header.crit", raw(dumps(labels(l2=1)))),
        ("ed25519", "header.kid", raw(dumps(labels(without=(4,))))),
        ("ed25519", "cbor.unexpected", raw(dumps(labels(l4="kid")))),
        ("ed25519", "header.iss", raw(dumps(labels(without=(15,), l13=header(1)[15])))),
        ("ed25519", "header.iss", raw(dumps(labels(l15=claims_without(1))))),
        ("ed25519", "cbor.unexpected", raw(dumps(labels(claims={1: b"linden.energy/roof-a"})))),
        ("ed25519", "header.cti", raw(dumps(labels(l15=claims_without(7))))),
        ("ed25519", "header.cti", raw(dumps(labels(claims={7: cti(1)[:15]})))),
        ("ed25519", "header.cti", raw(dumps(labels(claims={7: cti(1) + b"\x00"})))),
        ("ed25519", "cbor.unexpected", raw(dumps(labels(l15=dumps(header(1)[15]))))),
        # The log.
        ("p256", "check.algorithm", ENTRY),
        ("ed25519", "check.algorithm", ec_low),
        ("ed25519", "check.algorithm", raw(dumps(labels(l1=-7)))),
        ("ed25519", "check.keyIdentifier", raw(dumps(labels(l4=kid(EC_KEY))))),
        ("ed25519", "check.keyIdentifier", raw(dumps(labels(l4=thumbprint(ED_KEY))))),
        ("ed25519", "check.keyIdentifier", raw(dumps(labels(l4=b"")))),
        ("ed25519", "check.issuer", raw(dumps(labels(claims={1: "linden.energy/roof-b"})))),
        ("ed25519", "check.issuer", raw(dumps(labels(claims={1: "linden.energy/roof-a "})))),
        ("ed25519", "check.context", raw(dumps(labels(claims={7: cti(1, "linden.energy/roof-b")})))),
        ("ed25519", "check.index", raw(dumps(labels(claims={7: cti(0)})))),
        ("ed25519", "check.index", raw(dumps(labels(claims={7: cti(2**64 - 1)})))),
        ("ed25519", "check.signature", raw(h, sign=signature(h, b"other", ED_KEY))),
        ("ed25519", "check.signature", raw(h, sign=signature(h, READING, ED_KEY)[:63])),
        ("ed25519", "check.signature", raw(h, sign=signature(h, READING, ED_KEY) + b"\x00")),
        ("ed25519", "check.signature", raw(h, sign=b"")),
        ("ed25519", "check.signature", raw(h, sign=ED.sign(READING))),
        ("ed25519", "check.signature", raw(h, sign=ED.sign(dumps(["Signature1", h, b"aad", READING])))),
        ("p256", "check.signature", ec_high),
    ]
    for signer, expectation, entry in lines:
        if expectation == "valid":
            alg = cbor2.loads(cbor2.loads(entry).value[0])[1]
            if 2 not in cbor2.loads(cbor2.loads(entry).value[0]):
                COSE.new().decode(entry, cose_key(ED_KEY if signer == "ed25519" else EC_KEY, alg))
    write("entries.txt", [" ".join((signer, expectation, compact(entry))) for signer, expectation, entry in lines],
          [f"Entries claimed to be number 1 of {ORIGIN}: whose key the log has, what is expected, the bytes.",
           "Valid ones are signed by cwt or verified by it; each other one is wrong in what it says and in nothing else.",
           f"ed25519 {ED_PUBLIC.hex()}", f"p256 {EC_X.hex()} {EC_Y.hex()}", REPEAT])


# --- Payloads ---------------------------------------------------------------------------------------------------------

def payload_vectors():
    sound = lambda: reading([{0: "clock", 3: "S"}], 5112000)

    def changed(ordinal, **fields):
        """The reading with one record changed: keys as in n=…, or lN for the label N, mN for −N; None takes one away."""
        names = {"n": 0, "u": 1, "v": 2, "vs": 3, "vb": 4, "s": 5, "t": 6, "ut": 7, "vd": 8, "bver": -1, "bn": -2, "bt": -3,
                 "bu": -4, "bv": -5, "bs": -6}
        value = sound()
        for key, field in fields.items():
            label = names.get(key, key)
            if field is None:
                del value[ordinal][label]
            else:
                value[ordinal][label] = field
        return dumps(value)

    def swapped(i, j):
        value = sound()
        value[i], value[j] = value[j], value[i]
        return dumps(value)

    drifting = lambda letter: reading(stamp(letter), None)
    kwh = changed(0, u="kWh", v=0)
    lines = [
        ("reading", "bt", changed(0, bt=-60)), ("reading", "bt", changed(0, bt=0)),
        ("reading", "bt", changed(0, bt=2**28 - 1)), ("reading", "bt", changed(0, bt=2**33)),
        ("reading", "bt", changed(0, bt=None)), ("reading", "bn", changed(0, bn=None)),
        ("reading", "label 6", changed(1, t=-5)), ("reading", "label 6", changed(1, t=TIME)),
        ("reading", "cbor.notInUse", changed(3, v=1.5)), ("reading", "cbor.notInUse", changed(0, bt=float(TIME))),
        ("reading", "cbor.unexpected", changed(3, v=cbor2.CBORTag(4, [-1, 15]))),
        ("reading", "cbor.unexpected", changed(0, v=2**63)), ("reading", "unit", kwh),
        ("reading", "unit", changed(0, u="Wh")), ("reading", "unit", changed(3, u="kW")),
        ("reading", "label -1", changed(0, bver=10, u="kWh", v=0)), ("reading", "label -1", changed(0, bver=26)),
        ("reading", "every label", changed(1, x_=0)), ("reading", "every label", changed(1, x=0)),
        ("reading", "label 5", changed(3, s=0)), ("reading", "label 7", changed(3, ut=0)),
        ("reading", "label -4", changed(0, bu="J")), ("reading", "label -5", changed(0, bv=0)),
        ("reading", "base", changed(1, bn=f"{ORIGIN}/pv/")), ("reading", "base", changed(1, bt=TIME)),
        ("reading", "exactly one value", changed(5, vb=True)), ("reading", "exactly one value", changed(5, vs=None)),
        ("reading", "unit", changed(5, u="s")), ("reading", "unit", changed(1, u=None)),
        ("reading", "name", changed(1, n=None)), ("reading", "name", changed(1, n="")),
        ("reading", "bn", changed(0, bn=f"{ORIGIN}/pv")), ("reading", "bn", changed(0, bn=f"{ORIGIN}/pv/x/")),
        ("reading", "bn", changed(0, bn=f"{ORIGIN}/PV/")), ("reading", "bn", changed(0, bn="urn:dev:mac:0024befffe804ff1/")),
        ("reading", "bn", changed(0, bn="linden.energy/roof-b/pv/")), ("reading", "bn", changed(0, bn=f"{ORIGIN}/gateway/")),
        ("reading", "energy", changed(0, v=-1)), ("reading", "energy", changed(0, u="count")),
        ("reading", "pulses", changed(1, v=-1)), ("reading", "power", changed(3, v=-1)),
        ("reading", "power", swapped(3, 4)), ("reading", "pulses", swapped(1, 2)), ("reading", "stuck", dumps(sound()[:-1])),
        ("reading", "extra", dumps(sound() + [number("extra", "count", 0)])),
        ("reading", "stuck", dumps(sound() + [number("stuck", "count", 0)])),
        ("reading", "clock", changed(5, vs="X")), ("reading", "clock", changed(5, vs="s")),
        ("reading", "boot", changed(5, vs="I")), ("reading", "lost", dumps(reading(stamp("S"), None))),
        ("reading", "uptime", dumps([r for r in drifting("R") if r[0] != "uptime"])),
        ("reading", "boot", dumps([r for r in drifting("U") if r[0] != "boot"])),
        ("reading", "records", dumps([])), ("reading", "records", dumps(sound() * 4)),
        ("reading", "cbor.unexpected", dumps({})), ("reading", "cbor.trailingBytes", READING + b"\x00"),
        ("reading", "cbor.indefiniteLength", b"\x9f" + READING[1:] + b"\xff"),
        ("reading", "cbor.notShortest", b"\x98\x0a" + READING[1:]),
        ("reading", "cbor.unsortedKeys", dumps([{1: 0}])[:1] + bytes.fromhex("a30161630000616e0200")),
        ("reading", "bn", dumps([{0: "energy", 1: "J", 2: 0}, *sound()[1:]])),
        ("reading", "tooLong", dumps([base("pv", {0: "energy", 3: "x" * 4096})])),
        ("event", "event", dumps(event("holiday"))), ("event", "clock", dumps(event("anchor", letter="R"))),
        ("event", "clock", dumps(event("anchor", number("x", "s", 0)))),
        ("event", "boot", dumps(event("anchor")[:-2])), ("event", "uptime", dumps(event("anchor")[:-1])),
        ("event", "uptime", dumps([*event("anchor")[:-1], number("uptime", "s", 2**33)])),
        ("event", "boot", dumps([*event("anchor")[:-2], {0: "boot", 8: b"short"}, number("uptime", "s", 0)])),
        ("event", "bn", dumps(event("anchor", subject="pv"))), ("event", "bn", dumps(event("configuration", {0: "hash", 8: DIGEST}, subject="pv"))),
        ("event", "hash", dumps(event("configuration", {0: "hash", 8: DIGEST[:31]}))),
        ("event", "hash", dumps(event("configuration", {0: "hash", 3: "text"}))),
        ("event", "input", dumps(event("tamper", {0: "input", 3: "The lid"}, {0: "active", 4: True}))),
        ("event", "active", dumps(event("tamper", {0: "input", 3: "lid"}, number("active", "count", 1)))),
        ("event", "bn", dumps(event("tamper", {0: "input", 3: "lid"}, {0: "active", 4: True}, subject="mirror"))),
        ("event", "saved", dumps(event("restart"))), ("event", "saved", dumps(event("restart", number("saved", "s", -1)))),
        ("event", "missing", dumps(event("restart", number("saved", "s", 0), number("missing", "s", -1)))),
        ("event", "after", dumps(event("clock-step", number("before", "s", 0)))),
        ("event", "after", dumps(event("clock-step", number("before", "s", 0), number("after", "s", 2**33)))),
        ("event", "reason", dumps(event("adjustment", number("dial", "J", 0), number("new", "J", 0), {0: "reason", 3: ""}, subject="pv"))),
        ("event", "reason", dumps(event("adjustment", number("dial", "J", 0), number("new", "J", 0), {0: "reason", 3: "a\nb"}, subject="pv"))),
        ("event", "reason", dumps(event("adjustment", number("dial", "J", 0), number("new", "J", 0), {0: "reason", 3: "x" * 257}, subject="pv"))),
        ("event", "bn", dumps(event("adjustment", number("dial", "J", 0), number("new", "J", 0), {0: "reason", 3: "x"}))),
        ("event", "change", dumps(meter_change("stolen"))),
        ("event", "change", dumps(meter_change("added", number("final", "J", 0)))),
        ("event", "change", dumps(meter_change("removed", number("initial", "J", 0)))),
        ("event", "change", dumps(meter_change("constant", number("initial", "J", 0)))),
        ("event", "clock", dumps(meter_change("exchanged", number("initial", "J", 0), number("final", "J", 0)))),
        ("event", "constant", dumps(meter_change("added")).replace(b"562.5", b"562.0")),
        ("event", "constant", dumps(meter_change("added")).replace(b"562.5", b"1/2.5")),
        ("event", "ratio", dumps(meter_change("added")).replace(b"3/7", b"6/2")),
        ("event", "ratio", dumps(meter_change("added")).replace(b"3/7", b"0/7")),
        ("event", "obis", dumps(meter_change("added")).replace(b"1-0:2.8.0", b"1-0:2.8.x")),
        ("event", "direction", dumps(meter_change("added")).replace(b"production", b"PRODUCTION")),
        ("genesis", "payload", dumps([])), ("genesis", "key", dumps({k: v for k, v in GENESIS.items() if k != "key"})),
        ("genesis", "meters", dumps({k: v for k, v in GENESIS.items() if k != "meters"})),
        ("genesis", "meters", dumps(GENESIS | {"meters": METERS + METERS})),
        ("genesis", "meters", dumps(GENESIS | {"meters": [METERS[0] | {"name": f"m{n}"} for n in range(65)]})),
        ("genesis", "software", dumps(GENESIS | {"software": ""})), ("genesis", "software", dumps(GENESIS | {"software": "ä"})),
        ("genesis", "software", dumps(GENESIS | {"software": "x" * 65})), ("genesis", "software", dumps(GENESIS | {"software": 1})),
        ("genesis", "every key", dumps(GENESIS | {"serial": "1234"})), ("genesis", "every key", dumps(GENESIS | {1: 2})),
        ("genesis", "predecessor", dumps(SUCCESSOR | {"predecessor": {"origin": ORIGIN, "size": 0, "root": ROOT}})),
        ("genesis", "predecessor", dumps(SUCCESSOR | {"predecessor": {"origin": ORIGIN, "size": 1, "root": ROOT, "x": 0}})),
        ("genesis", "predecessor", dumps(SUCCESSOR | {"predecessor": {"origin": "roof-a", "size": 1, "root": ROOT}})),
        ("genesis", "a meter", dumps(GENESIS | {"meters": [METERS[0] | {"serial": "1"}]})),
        ("genesis", "gateway", dumps(GENESIS | {"meters": [METERS[0] | {"name": "gateway"}]})),
        ("genesis", "constant", dumps(GENESIS | {"meters": [METERS[0] | {"constant": "0"}]})),
        ("genesis", "constant", dumps(GENESIS | {"meters": [METERS[0] | {"constant": 1000}]})),
        ("genesis", "constant", dumps(GENESIS | {"meters": [METERS[0] | {"constant": "01000"}]})),
        ("genesis", "constant", dumps(GENESIS | {"meters": [METERS[0] | {"ratio": "2/4"}]})),
        ("genesis", "direction", dumps(GENESIS | {"meters": [METERS[0] | {"direction": "both"}]})),
        ("genesis", "pv", dumps(GENESIS | {"meters": [METERS[0] | {"obis": "2.8.0"}]})),
        ("genesis", "the map", dumps(GENESIS | {"key": {**ED_KEY, 3: -8}})),
        ("ask", "the kind", dumps(["head"])), ("ask", "the kind", dumps(["tail", ORIGIN])), ("ask", "the kind", dumps({})),
        ("ask", "the kind", dumps(["head", ORIGIN, 1])), ("ask", "second", dumps(["head", "roof-a"])),
        ("ask", "entries", dumps(["entries", ORIGIN, 5, 5, 9])), ("ask", "entries", dumps(["entries", ORIGIN, 5, 10, 9])),
        ("ask", "a number", dumps(["entries", ORIGIN, -1, 5, 9])), ("ask", "consistency", dumps(["consistency", ORIGIN, 9, 8])),
        ("ask", "inclusion", dumps(["inclusion", ORIGIN, 9, 9])), ("ask", "cbor.tooManyItems", dumps(["head"] * 9)),
        ("ask", "tooLong", dumps(["head", "x" * 512])),
        ("answer", "the kind", dumps([])), ("answer", "the kind", dumps(["heads", None])), ("answer", "the kind", dumps(["head"])),
        ("answer", "the note", dumps(["head", "text"])), ("answer", "the note", dumps(["head", bytes(65537)])),
        ("answer", "the start", dumps(["entries", -1, b"", []])), ("answer", "the bundle", dumps(["entries", 0, bytes(196609), []])),
        ("answer", "the proof", dumps(["entries", 0, b"", [b"short"]])), ("answer", "the hashes", dumps(["hashes", [DIGEST] * 65])),
        ("answer", "the hashes", dumps(["hashes", DIGEST])), ("answer", "the reason", dumps(["refused", "x" * 257])),
        ("answer", "cbor.tooManyItems", dumps(["hashes", [DIGEST] * 80])),
        ("evidence", "the beginning", dumps(["fork"])), ("evidence", "the beginning", dumps(["fork", "roof-a", NOTE, OTHER])),
        ("evidence", "the kind", dumps(["gossip", ORIGIN, NOTE, OTHER])), ("evidence", "the kind", dumps(["fork", ORIGIN, NOTE])),
        ("evidence", "a note", dumps(["fork", ORIGIN, NOTE, bytes(65537)])),
        ("evidence", "the root", dumps(["rewrite", ORIGIN, NOTE, OTHER, b"root", []])),
        ("evidence", "the proof", dumps(["rewrite", ORIGIN, NOTE, OTHER, ROOT, [1]])),
        ("evidence", "the index", dumps(["entry", ORIGIN, -1, b"", NOTE, []])),
        ("evidence", "the entry", dumps(["entry", ORIGIN, 1, bytes(65536), NOTE, []])),
        ("receipt", "the tree size of the proof", receipt(ENTRY, b"genesis", size=3)),
        ("receipt", "the tree size: 2 or more", receipt(ENTRY, b"genesis", size=1, index=0, proven=1)),
        ("receipt", "the tree size: 2 or more", receipt(ENTRY, b"genesis", index=2)),
        ("receipt", "the message", dumps([RECEIPT])), ("receipt", "the message", dumps(cbor2.CBORTag(98, cbor2.loads(RECEIPT).value))),
        ("transparent-statement", "the unprotected header", ENTRY),
        ("announcement", "the array", dumps([b"entry"])), ("announcement", "the array", dumps([b"entry", "proof"])),
        ("announcement", "the array", dumps([bytes(65536), b"proof"])), ("announcement", "cbor.tooManyItems", dumps([b"", b"", b""])),
    ]
    write("refused.txt", [f"{kind} {compact(data)} {reason}" for kind, reason, data in lines],
          ["Payloads and messages that are refused: what they claim to be, the bytes, and words of the reason.", REPEAT])


def compact(data):
    """Hexadecimal; in what is long for the sake of length, the longest run is counted instead of written."""
    if len(data) < 4000:
        return data.hex() or "00*0"
    run = max(re.finditer(rb"(.)\1*", data, re.S), key=lambda match: len(match[0]))
    parts = [data[:run.start()].hex(), f"{run[1].hex()}*{len(run[0])}", data[run.end():].hex()]
    return "+".join(part for part in parts if part)


if __name__ == "__main__":
    check_format("--fill" in sys.argv)
    cbor_vectors()
    key_vectors()
    entry_vectors()
    payload_vectors()
