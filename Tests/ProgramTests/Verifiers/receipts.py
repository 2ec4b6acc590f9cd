"""Checks a statement with receipts with other people's code alone: PyPI's scitt-cose for RFC 9942, cbor2 for CBOR.

usage: receipts.py STATEMENT KEY... (each the 32 bytes of a mirror's Ed25519 key, in hexadecimal)

Every receipt must verify under exactly one of the keys, for the entry that the statement is without its receipts, and name
mirror, log and time. One with any byte flipped must not; with another tree size in its unprotected header it may, which is why
the size is in the protected one as well. Prints one JSON object; exit status 1 unless all is as it must be.
"""

import json
import sys

import cbor2
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from scitt_cose import receipt as scitt

CLAIMS, SIZE_CLAIM = 15, -65537
RECEIPTS, PROOFS = 394, 396


def pem(key):
    return ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def accepts(receipt, entry, keys):
    """What scitt-cose finds under each key that it accepts the receipt with."""
    found = [scitt.verify_receipt(receipt, leaf_entry_hex=entry.hex(), log_public_key_pem=key) for key in keys]
    return [result for result in found if result.ok]


def main():
    statement = cbor2.loads(open(sys.argv[1], "rb").read())
    keys = [pem(key) for key in sys.argv[2:]]
    protected, unprotected, payload, signature = statement.value
    entry = cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]), canonical=True)
    receipts, wrong = [], []
    for receipt in unprotected[RECEIPTS]:
        results = accepts(receipt, entry, keys)
        if len(results) != 1:
            wrong.append("not by one key")
            continue
        result = results[0]
        size = cbor2.loads(cbor2.loads(receipt).value[0])[CLAIMS][SIZE_CLAIM]
        if size != result.tree_size:
            wrong.append("size")
        receipts.append({"issuer": result.issuer, "subject": result.subject, "time": result.iat, "size": size})
        for offset in range(0, len(receipt), 3):
            flipped = bytearray(receipt)
            flipped[offset] ^= 0x01
            for other in accepts(bytes(flipped), entry, keys):
                # The proof's size is not signed: it alone may be another one.
                if other.root != result.root or other.leaf_index != result.leaf_index:
                    wrong.append(f"flipped {offset}")
        if accepts(receipt, entry + b"\0", keys):
            wrong.append("another entry")
    print(json.dumps({"receipts": receipts, "wrong": wrong}))
    return 1 if wrong or not receipts else 0


if __name__ == "__main__":
    sys.exit(main())
