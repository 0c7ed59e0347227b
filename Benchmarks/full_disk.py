"""Records onto disks of every size, so that each write of a recording is at some time the one that finds the disk full.

usage: full_disk.py TAPEDECK [STEP] [EXCHANGES]          needs the right to mount (root, or user namespaces)

For a cassette that is new, one that is appended to and one that is replaced, and for every size in steps of so many KiB (4) until all of it
fits: a recorder before the embedded stand-in is asked for so many connections (8), and ended. Each of these must hold, whatever failed:

- the client got a whole answer, or a clear refusal;
- the recorder said what happened, once, and ended with 73;
- every answer that the client had seen whole is on the cassette, or on the one that `recover` makes of the journal;
- no exchange is there as whole that is not;
- the old cassette is as it was, byte for byte, or the new one is there whole; and no other file is left.
"""
import collections
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

from servers import is_whole, sign


def connection(number):
    """The body of a create, some KiB long."""
    tags = [{"Key": f"key-{number}-{tag}", "Value": "v" * 200} for tag in range(12)]
    return json.dumps({"ConnectionName": f"name-{number}", "ProviderType": "GITHUB", "Tags": tags}).encode()


def ask(port, number):
    """One create: the status and the body of the answer; `None` where there was none."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
            client.sendall(sign(number, port, "CreateConnection", connection(number)))
            answer = b""
            while not is_whole(answer):
                part = client.recv(65536)
                if not part:
                    return None
                answer += part
    except OSError:
        return None
    return int(answer.split()[1]), answer.partition(b"\r\n\r\n")[2].decode()


def entries_of(path):
    return json.load(open(path))["log"]["entries"]


def answers(path):
    """The bodies of the creates that a cassette has as whole, and how many of them are none."""
    whole = [entry["response"]["content"].get("text", "") for entry in entries_of(path) if entry["_ended"] == "complete"]
    return set(whole), sum("ConnectionArn" not in text and "TapedeckRecordingFailed" not in text for text in whole)


class Disk:
    def __init__(self, folder, kibibytes):
        self.path = f"{folder}/disk"
        os.makedirs(self.path, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", self.path], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        subprocess.run(["umount", "-l", self.path], check=True)


def record(deck, disk, environment, mode, exchanges):
    """Records onto a disk: the bodies seen whole, how many were refused, the status, what was said; the port is none where it never began."""
    words = [deck, "record", "--upstream", "stand-in", "--quota", "1000", "--cassette", f"{disk}/c.har", "--existing", mode]
    recorder = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said, port = "", None
    for line in recorder.stderr:
        said += line
        found = re.search(r"recording at http://127\.0\.0\.1:(\d+)", line)
        if found:
            port = int(found[1])
            break
    seen, refused = [], 0
    for number in range(exchanges if port else 0):
        answer = ask(port, number)
        if answer is None:
            raise AssertionError(f"exchange {number} had no answer")
        if answer[0] == 200:
            seen.append(answer[1])
        else:
            assert "TapedeckRecordingFailed" in answer[1], answer
            refused += 1
    if port:
        recorder.send_signal(signal.SIGTERM)
    said += recorder.communicate(timeout=120)[1]
    return port, seen, refused, recorder.returncode, said


def strike(deck, folder, environment, old, mode, size, exchanges):
    """One disk of one size: at which stage it was full; `done` where it was not."""
    with Disk(folder, size) as disk:
        path = f"{disk.path}/c.har"
        if mode != "fail":
            try:
                with open(path, "wb") as file:
                    file.write(old)
            except OSError:
                return None
        port, seen, refused, status, said = record(deck, disk.path, environment, mode, exchanges)
        left = set(os.listdir(disk.path))
        had = set() if mode == "fail" else {"c.har"}
        if status == 0:
            assert left == {"c.har"}, left
            kept, wrong = answers(path)
            assert refused == 0 and len(seen) == exchanges and set(seen) <= kept and wrong == 0, (len(seen), refused, wrong)
            count = len(entries_of(path))
            assert count == exchanges + (len(json.loads(old)["log"]["entries"]) if mode == "append" else 0), count
            return "done"
        assert status == 73, (status, said)
        assert mode == "fail" or open(path, "rb").read() == old, "the old cassette was touched"
        if port is None:
            assert left == had, left
            return "start"
        if not seen and "nothing was recorded" in said:
            assert left == had and "no request came" not in said, (left, said)
            return "first exchange"
        if "c.har.journal" not in left:
            # Some exchanges could not be kept, and were refused; the others are on the new cassette.
            raise AssertionError(f"no journal is left, but the status is 73: {said}")
        assert left <= had | {"c.har.journal", "c.har.journal-wal", "c.har.journal-shm"}, left
        recovered = f"{folder}/recovered.har"
        subprocess.run([deck, "recover", f"{path}.journal", "--cassette", recovered, "--overwrite"], env=environment, check=True,
                       capture_output=True)
        kept, wrong = answers(recovered)
        lost = [answer for answer in seen if answer not in kept]
        assert not lost and not wrong, (len(lost), wrong)
        return f"exchange {len(seen) + 1}" if refused else "the cassette"


def main():
    if "FULL_DISK_INSIDE" not in os.environ:
        os.environ["FULL_DISK_INSIDE"] = "1"
        own = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
        os.execvp("unshare", own + [sys.executable, *sys.argv])
    deck = os.path.abspath(sys.argv[1])
    step = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    exchanges = int(sys.argv[3]) if len(sys.argv) > 3 else 8
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": os.environ["PATH"], "HOME": folder}
        _, _, _, status, said = record(deck, folder, environment, "fail", 2)
        assert status == 0, said
        old = open(f"{folder}/c.har", "rb").read()
        for mode in ["fail", "append", "replace"]:
            stages, size = collections.Counter(), step
            while not stages["done"]:
                stage = strike(deck, folder, environment, old, mode, size, exchanges)
                if stage:
                    stages[stage] += 1
                size += step
            struck = ", ".join(f"{stage} {count}" for stage, count in stages.items() if stage != "done")
            print(f"--existing {mode}: disks of {step} to {size - step} KiB; full at {struck}; 0 lost, 0 wrong, the old cassette untouched",
                  flush=True)


main()
