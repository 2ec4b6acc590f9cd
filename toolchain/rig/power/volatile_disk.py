"""A disk with a write cache that a power cut empties, for an emulated machine: an NBD server on a Unix socket.

What the machine writes stays in the cache until the machine flushes. When the power is cut, each block of 4 KB that was
written since the last flush keeps, by a coin that is seeded, any one of the contents that it had in the meantime: so
writes are lost, torn and reordered as a disk may lose, tear and reorder them, and only what was flushed is sure. A block is
whole, as on the cards and disks of today; ext4's superblock does not survive being torn inside one.
"""

import os
import socket
import struct
import threading

BLOCK = 4096
# https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md
OPTION_EXPORT_NAME, OPTION_ABORT, OPTION_INFO, OPTION_GO = 1, 2, 6, 7
REPLY_ACK, REPLY_INFO, REPLY_UNSUPPORTED = 1, 3, 2**31 + 1
HAS_FLAGS, SEND_FLUSH = 1, 4
READ, WRITE, DISCONNECT, FLUSH = 0, 1, 2, 3
EIO = 5


class VolatileDisk:
    """Serves one image file; one machine at a time."""

    def __init__(self, image, path):
        self.file = os.open(image, os.O_RDWR)
        self.size = os.fstat(self.file).st_size
        self.path = path
        self.cache = {}  # block -> every content since the last flush, oldest first
        self.flushes = 0
        self.written = 0  # bytes
        self.writes_left = None  # until the disk stops answering
        self.is_stopped = threading.Event()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(1)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def stop_after(self, writes):
        """From now on the disk takes so many more writes, then answers nothing any more: the power fails amid writing.

        A flush that comes in between begins the count anew, so that something is in doubt.
        """
        self.writes_left = [writes, writes]

    def cut(self, chance):
        """The machine is gone. Decides what the disk still has of what was not flushed.

        Returns how many blocks were in doubt.
        """
        self.listener.close()
        self.thread.join(30)
        in_doubt = len(self.cache)
        for block, contents in sorted(self.cache.items()):
            survivor = chance.randrange(len(contents) + 1)
            if survivor > 0:
                os.pwrite(self.file, contents[survivor - 1], block * BLOCK)
        self.cache = {}
        os.close(self.file)
        os.unlink(self.path)
        return in_doubt

    def serve(self):
        try:
            self.machine, _ = self.listener.accept()
            with self.machine:
                if self.negotiate():
                    while self.answer():
                        pass
                    if self.is_stopped.is_set():
                        while self.machine.recv(1 << 16):
                            pass
        except (ConnectionError, OSError):
            pass  # the machine was killed

    def take(self, count):
        parts = []
        while count > 0:
            part = self.machine.recv(min(count, 1 << 20))
            if not part:
                raise ConnectionError
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def negotiate(self):
        flags = HAS_FLAGS | SEND_FLUSH
        self.machine.sendall(b"NBDMAGICIHAVEOPT" + struct.pack(">H", 3))
        self.take(4)
        while True:
            _, option, length = struct.unpack(">8sII", self.take(16))
            self.take(length)

            def reply(kind, data=b""):
                self.machine.sendall(struct.pack(">QIII", 0x3E889045565A9, option, kind, len(data)) + data)

            if option == OPTION_EXPORT_NAME:
                self.machine.sendall(struct.pack(">QH", self.size, flags))
                return True
            if option in (OPTION_GO, OPTION_INFO):
                reply(REPLY_INFO, struct.pack(">HQH", 0, self.size, flags))
                reply(REPLY_ACK)
                if option == OPTION_GO:
                    return True
            elif option == OPTION_ABORT:
                reply(REPLY_ACK)
                return False
            else:
                reply(REPLY_UNSUPPORTED)

    def answer(self):
        magic, _, kind, handle, offset, length = struct.unpack(">IHHQQI", self.take(28))
        assert magic == 0x25609513
        data, error = b"", 0
        if kind == WRITE:
            self.write(offset, self.take(length))
            if self.writes_left is not None:
                self.writes_left[0] -= 1
                if self.writes_left[0] <= 0:
                    self.is_stopped.set()
                    return False
        elif kind == READ:
            data = self.read(offset, length)
        elif kind == FLUSH:
            self.flush()
            if self.writes_left is not None:
                self.writes_left[0] = self.writes_left[1]
        elif kind == DISCONNECT:
            return False
        else:
            error = EIO
        self.machine.sendall(struct.pack(">IIQ", 0x67446698, error, handle) + data)
        return True

    def write(self, offset, data):
        self.written += len(data)
        end = offset + len(data)
        for block in range(offset // BLOCK, (end + BLOCK - 1) // BLOCK):
            start = block * BLOCK
            content = bytearray(self.read(start, BLOCK))
            first, last = max(offset, start), min(end, start + BLOCK)
            content[first - start : last - start] = data[first - offset : last - offset]
            self.cache.setdefault(block, []).append(bytes(content))

    def read(self, offset, length):
        data = bytearray(os.pread(self.file, length, offset))
        for block in range(offset // BLOCK, (offset + length + BLOCK - 1) // BLOCK) if self.cache else ():
            contents = self.cache.get(block)
            if contents:
                start = block * BLOCK
                first, last = max(offset, start), min(offset + length, start + BLOCK)
                data[first - offset : last - offset] = contents[-1][first - start : last - start]
        return bytes(data)

    def flush(self):
        self.flushes += 1
        for block, contents in self.cache.items():
            os.pwrite(self.file, contents[-1], block * BLOCK)
        self.cache = {}
