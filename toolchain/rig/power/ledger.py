"""What is known of the logs of a street, and whether a database still has it. Uses no part of the program that is checked.

Leaves and roots are those of RFC 6962; the database's tables are those of Sources/Storage/README.md.
"""

import base64
import hashlib
import os
import shutil
import sqlite3
from dataclasses import dataclass, field

import cbor


def hash_leaf(entry):
    return hashlib.sha256(b"\0" + entry).digest()


class Roots:
    """The root of a log at every size."""

    def __init__(self):
        self.size = 0
        self.edge = []  # roots of complete subtrees, largest first
        self.at = [hashlib.sha256(b"").digest()]

    def append(self, entry):
        node, place = hash_leaf(entry), self.size
        while place & 1:
            node = hashlib.sha256(b"\1" + self.edge.pop() + node).digest()
            place >>= 1
        self.edge.append(node)
        self.size += 1
        root = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            root = hashlib.sha256(b"\1" + left + root).digest()
        self.at.append(root)


@dataclass(frozen=True)
class Head:
    """A checkpoint's text (C2SP tlog-checkpoint): whose, how large, which root."""

    origin: str
    size: int
    root: bytes

    @staticmethod
    def parse(note):
        origin, size, root = note.split(b"\n")[:3]
        return Head(origin.decode(), int(size), base64.b64decode(root, validate=True))


@dataclass
class Seen:
    """What left the gateways: everything here was acknowledged to somebody."""

    entries: dict = field(default_factory=dict)  # (origin, index) -> bytes
    heads: set = field(default_factory=set)  # own checkpoints
    records: set = field(default_factory=set)  # heads that a quorum cosigned, as their own gateway said
    cosigned: set = field(default_factory=set)  # (mirror, head)

    def take(self, topic, payload):
        """One message of the street's broker."""
        _, _, community, gateway, *rest = topic.split("/")
        origin = f"{community}/{gateway}"
        if rest[0] == "statement":
            header, _ = cbor.statement(payload)
            # The claim cti (RFC 8392) among those in the header (RFC 9597): half the log's name, half the index.
            index = int.from_bytes(header[15][7][8:], "big")
            self.entries.setdefault((origin, index), set()).add(payload)
        elif rest[0] == "checkpoint":
            self.heads.add(Head.parse(payload))
        elif rest[0] == "recorded":
            self.records.add(Head.parse(payload))
        elif rest[0] == "cosignature":
            self.cosigned.add((origin, Head.parse(payload)))

    def count(self):
        return len(self.entries), len(self.heads), len(self.cosigned), len(self.records)

    def add(self, other):
        for place, entry in other.entries.items():
            self.entries.setdefault(place, set()).update(entry)
        self.heads |= other.heads
        self.records |= other.records
        self.cosigned |= other.cosigned


class Database:
    """A copy of one gateway's database, read as SQLite alone reads it."""

    def __init__(self, origin, folder):
        self.origin = origin
        work = f"{folder}.copy"
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(folder, work)
        self.path = os.path.join(work, "heliograph.db")
        connection = sqlite3.connect(self.path)
        self.integrity = connection.execute("PRAGMA integrity_check").fetchone()[0]
        names = dict(connection.execute("SELECT id, origin FROM log"))
        self.logs = {origin: [] for origin in names.values()}
        self.gaps = []
        for log, index, entry in connection.execute("SELECT log, idx, bytes FROM entry ORDER BY log, idx"):
            entries = self.logs[names[log]]
            if index != len(entries):
                self.gaps.append(f"{names[log]} lacks entry {len(entries)}")
                break
            entries.append(entry)
        self.notes = {}
        for log, kind, note in connection.execute("SELECT log, kind, bytes FROM note"):
            self.notes[names[log], kind] = Head.parse(note)
        query = "SELECT meter, pulses, saved_at_ns FROM register"
        self.registers = {meter: (pulses, saved) for meter, pulses, saved in connection.execute(query)}
        connection.close()

    def readings(self):
        """The newest reading's pulses of each meter in the own log."""
        pulses = {}
        for entry in reversed(self.logs.get(self.origin, [])[-200:]):
            _, records = cbor.statement(entry)
            if records and records[0].get(0) == "energy":
                pulses.setdefault(records[0][-2].split("/")[2], records[1][2])
        return pulses


class Checker:
    """Compares databases after a power cut with what was seen before it, and with what they held before."""

    def __init__(self):
        self.seen = Seen()
        self.held = {}  # (gateway, origin) -> entries, as they were before
        self.entries = {}  # (origin, index) -> the one entry that there may be
        self.roots = {}

    def check(self, databases):
        """What is missing, different or contradictory, in words; nothing if all is well."""
        faults = []
        for database in databases:
            faults += self.check_one(database)
        by_origin = {database.origin: database for database in databases}
        for (origin, index), versions in sorted(self.seen.entries.items()):
            own = by_origin[origin].logs.get(origin, [])
            if len(versions) > 1:
                faults.append(f"FORK: {origin} published {len(versions)} different entries {index}")
            elif index >= len(own):
                faults.append(f"LOST: {origin}, published entry {index}: the log has {len(own)}")
            elif own[index] not in versions:
                faults.append(f"FORK: {origin}, entry {index} is not what was published")
        for head in self.seen.heads | self.seen.records:
            faults += self.check_head("checkpoint", head, by_origin[head.origin])
        for mirror, head in self.seen.cosigned:
            faults += self.check_head(f"cosignature by {mirror}", head, by_origin[mirror])
        for head in self.seen.records:
            stored = by_origin[head.origin].notes.get((head.origin, "recorded"))
            if stored is None or stored.size < head.size:
                faults.append(f"LOST: {head.origin}, the record of {head.size}")
        return faults

    def check_one(self, database):
        faults = [f"{database.origin}'s database: {gap}" for gap in database.gaps]
        if database.integrity != "ok":
            faults.append(f"{database.origin}'s database: integrity_check says {database.integrity}")
        for origin, entries in database.logs.items():
            roots = Roots()
            for index, entry in enumerate(entries):
                roots.append(entry)
                if self.entries.setdefault((origin, index), entry) != entry:
                    faults.append(f"FORK: {origin} has two different entries {index}")
            before = self.held.get((database.origin, origin), 0)
            if len(entries) < before:
                faults.append(f"LOST: {database.origin} had {before} entries of {origin}, now {len(entries)}")
            self.held[database.origin, origin] = len(entries)
            self.roots[database.origin, origin] = roots
            for kind in ("held", "offered", "recorded"):
                note = database.notes.get((origin, kind))
                # Of another log a record may be known before its entries are here.
                if note and (note.size <= len(entries) or origin == database.origin):
                    faults += self.check_head(f"the {kind} note in {database.origin}'s database", note, database)
        for meter, pulses in database.readings().items():
            if database.registers.get(meter, (0, 0))[0] < pulses:
                faults.append(f"{database.origin}: the register of {meter} is behind its signed reading")
        return faults

    def check_head(self, what, head, database):
        roots = self.roots.get((database.origin, head.origin), Roots())
        if head.size > roots.size:
            return [f"LOST: {what} of {head.origin} at {head.size}: {database.origin} holds {roots.size}"]
        if roots.at[head.size] != head.root:
            return [f"FORK: {what} of {head.origin} at {head.size} is of other entries"]
        return []

    def restarts(self, database, size, saved):
        """The first entry after a start at `size`: a restart that says what may be missing."""
        own = database.logs.get(database.origin, [])
        if size == 0 or len(own) <= size:
            return []
        _, records = cbor.statement(own[size])
        values = {record[0]: record.get(2) for record in records or []}
        if not records or records[0].get(3) != "restart":
            return [f"{database.origin}: entry {size}, the first after the cut, is no restart event"]
        if "missing" not in values:
            return [f"{database.origin}: the restart at {size} does not say how much may be missing"]
        if values["saved"] < saved // 1_000_000_000:
            return [f"{database.origin}: the restart at {size} says saved {values['saved']}, the register {saved}"]
        return []
