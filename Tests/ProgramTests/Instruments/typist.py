"""Runs a program on a terminal of its own and types for it, as a person would.

    typist.py PROGRAM ARGUMENT … -- QUESTION TYPED [QUESTION TYPED …]

Waits for each question and types the line that goes with it; “^C” is the key. Prints what the terminal shows as it comes, and ends with
the program's status.
"""
import os
import pty
import select
import sys
import time


def show(part):
    sys.stdout.buffer.write(part.replace(b"\r", b""))
    sys.stdout.flush()


split = sys.argv.index("--")
command, script = sys.argv[1:split], sys.argv[split + 1:]
process, terminal = pty.fork()
if process == 0:
    os.execv(command[0], command)
shown, deadline = b"", time.monotonic() + 180
while time.monotonic() < deadline:
    if not select.select([terminal], [], [], 0.2)[0]:
        continue
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    shown += part
    show(part)
    if script and script[0].encode() in shown.rsplit(b"\n", 1)[-1]:
        time.sleep(0.1)
        os.write(terminal, b"\x03" if script[1] == "^C" else script[1].encode() + b"\n")
        shown += b"\n"
        show(b"\n")
        script = script[2:]
sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
