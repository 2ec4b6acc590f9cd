"""Checks statements with other people's code alone: PyPI's cwt for COSE, cbor2 for CBOR, hashlib for SHA-256.

usage: statements.py WIRE
WIRE holds what `mosquitto_sub -F '%t %x'` printed: a topic and the payload in hexadecimal, a message a line.

Every statement must verify by the key in its log's genesis, and say where it belongs. Then every byte of one statement of
each log is flipped, which must be refused. Prints one JSON object; exit status 1 unless all is as it must be.
"""

import hashlib
import json
import sys

import cbor2
from cwt import COSE, COSEKey

ALG, CONTENT_TYPE, KID, CWT_CLAIMS = 1, 3, 4, 15
ISS, SUB, IAT, CTI = 1, 2, 6, 7
SENML_CBOR = 112
EDDSA = -8


def thumbprint(key):
    """RFC 9679: SHA-256 of the required parameters of the COSE_Key, in deterministic CBOR. OKP: kty, crv, x."""
    return hashlib.sha256(cbor2.dumps({label: key[label] for label in (1, -1, -2)}, canonical=True)).digest()


class Log:
    """What a subscriber learns from a genesis: the key of all later statements."""

    def __init__(self, origin, entry):
        self.origin = origin
        payload = cbor2.loads(cbor2.loads(entry).value[2])
        parameters = payload["key"]
        self.kid = thumbprint(parameters)[:8]
        self.key = COSEKey.new({**parameters, ALG_OF_KEY: EDDSA, KID_OF_KEY: self.kid})
        self.entries = {}

    def verify(self, entry):
        """The entry's index; raises where anything is not as it must be."""
        protected, unprotected, payload = COSE.new(verify_kid=True).decode_with_headers(entry, keys=[self.key])
        claims = protected[CWT_CLAIMS]
        require(cbor2.loads(entry).tag == 18, "tag")
        require(not unprotected, "unprotected header")
        require(protected[ALG] == EDDSA, "alg")
        require(protected[KID] == self.kid, "kid")
        require(claims[ISS] == self.origin, "iss")
        require(isinstance(claims[SUB], str) and isinstance(claims[IAT], int), "sub or iat")
        require(claims[CTI][:8] == hashlib.sha256(self.origin.encode()).digest()[:8], "the log in cti")
        if protected[CONTENT_TYPE] == SENML_CBOR:
            require(cbor2.loads(payload)[0][-2] == f"{self.origin}/{claims[SUB]}/", "SenML base name")
        return int.from_bytes(claims[CTI][8:], "big")


ALG_OF_KEY, KID_OF_KEY = 3, 2


def require(condition, what):
    if not condition:
        raise ValueError(what)


def flips_accepted(log, entry):
    accepted = []
    for offset in range(len(entry)):
        flipped = bytearray(entry)
        flipped[offset] ^= 0x01
        try:
            log.verify(bytes(flipped))
            accepted.append(offset)
        except Exception:  # whichever of the libraries refuses, and however
            pass
    return accepted


def main():
    messages = []
    for line in open(sys.argv[1], encoding="ascii"):
        topic, _, payload = line.rstrip("\n").partition(" ")
        if payload:
            messages.append((topic.split("/"), bytes.fromhex(payload)))

    logs = {}
    for (_, _, community, gateway, kind, *_), payload in messages:
        if kind == "genesis":
            origin = f"{community}/{gateway}"
            entry, _ = cbor2.loads(payload)
            log = logs.setdefault(origin, Log(origin, entry))
            require(log.verify(entry) == 0, "the genesis is entry 0")

    contradictions, subjects = [], set()
    for (_, _, community, gateway, kind, *rest), payload in messages:
        if kind == "statement":
            log = logs[f"{community}/{gateway}"]
            index = log.verify(payload)
            subjects.add(rest[0])
            if log.entries.setdefault(index, payload) != payload:
                contradictions.append(f"{log.origin} {index}")

    flipped, accepted = 0, []
    for log in logs.values():
        entry = log.entries[max(log.entries)]
        flipped += len(entry)
        accepted += flips_accepted(log, entry)

    print(
        json.dumps(
            {
                "logs": len(logs),
                "statements": sum(len(log.entries) for log in logs.values()),
                "subjects": sorted(subjects),
                "contradictions": contradictions,
                "flipped": flipped,
                "accepted_although_flipped": accepted,
            }
        )
    )
    return 1 if contradictions or accepted or not flipped else 0


if __name__ == "__main__":
    sys.exit(main())
