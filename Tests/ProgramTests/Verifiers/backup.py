"""Opens a key backup with PyPI's `cryptography` and nothing of ours.

    backup.py BACKUP PASSPHRASE-FILE KEY=PEM-FILE …

Each KEY (statement, log, tls) must be the private key of its file. Prints a line for each part.
"""
import hashlib
import re
import sys

from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key)

text = open(sys.argv[1], newline="").read()
passphrase = open(sys.argv[2], "rb").readline().rstrip(b"\n")
lines = [line for line in text.split("\n") if line and not line.startswith("#")]
signed, signature = lines[:-1], bytes.fromhex(lines[-1].removeprefix("signature: "))
keys = {}
for part in re.finditer(r"^key: (.*)\npublic-sha256: (.*)\nsha256: (.*)\n(-----BEGIN [^-]*-----\n[^-]*-----END .*\n)", text, re.M):
    role, fingerprint, digest, block = part.groups()
    assert hashlib.sha256(block.encode()).hexdigest() == digest, role
    key = load_pem_private_key(block.encode(), passphrase)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert hashlib.sha256(public).hexdigest() == fingerprint, role
    keys[role] = key
wanted = dict(argument.split("=") for argument in sys.argv[3:])
assert set(wanted) == set(keys), f"it holds {sorted(keys)}"
for role, path in wanted.items():
    known = load_pem_private_key(open(path, "rb").read(), None)
    as_bytes = [key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) for key in (known, keys[role])]
    assert as_bytes[0] == as_bytes[1], role
    print(f"{role}: the key of {path}")
assert isinstance(keys["statement"], ed25519.Ed25519PrivateKey)
keys["statement"].public_key().verify(signature, "".join(f"{line}\n" for line in signed).encode())
print("signed by its statement key")
