"""Instructions of a release build, counted by valgrind: the same on a machine that is busy and on one that is not.

usage: instructions.py TAPEDECK [--update]

TAPEDECK is a static program, as scripts/package makes it (dist/tree/bin/tapedeck): valgrind dies of Swift's own libraries where
they are apart. Counted are the start of a replay; loading, for each entry of a cassette of 5000; a hit and a miss, for each of 1000
requests by a client that signs them as real ones do; and a recorded exchange with its share of the recording's end, for each of 200
with nginx as the upstream. Ends with 1 where one is more than a tenth above what instructions.json has; `--update` writes that anew. Without valgrind it says so, and
ends with 0. Takes two minutes.
"""
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile

import bench_deck
import bench_recorder
import servers

KEPT = pathlib.Path(__file__).with_name("instructions.json")
ENTRIES, REQUESTS = 5000, 1000


def count(command, requests=0, body=None):
    """Instructions of a deck for this program's own client, from start to end."""
    out = pathlib.Path(tempfile.mkdtemp(), "out")
    client = [sys.executable, __file__, "--client", str(requests), (body or b"").decode()]
    words = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *command, "--mode", "endpoint", "--", *client]
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(out.parent), **bench_recorder.CREDENTIALS}
    done = subprocess.run(words, capture_output=True, text=True, env=surroundings)
    found = re.search(r"^(?:totals|summary): (\d+)", out.read_text() if out.exists() else "", re.M)
    if done.returncode != 0 or not found:
        sys.exit(f"valgrind ended with {done.returncode}: {done.stderr[-2000:]}")
    return int(found[1])


def replay(deck, cassette, requests=0, body=None):
    return count([deck, "replay", "--no-strict", "--at-end", "hold", str(cassette)], requests, body)


def record(deck, upstream, requests):
    cassette = pathlib.Path(tempfile.mkdtemp(), "c.har")
    return count([deck, "record", "--upstream", f"http://127.0.0.1:{upstream.port}", "--cassette", str(cassette)], requests,
                 servers.CREATE)


def client(requests, body):
    port = int(re.search(r":(\d+)", os.environ["AWS_ENDPOINT_URL_APPRUNNER"].removeprefix("http:"))[1])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for number in range(requests):
            connection.sendall(servers.sign(number, port, "CreateConnection", body))
            if not connection.recv(65536):
                sys.exit("the deck closed the connection")


def main():
    if sys.argv[1] == "--client":
        return client(int(sys.argv[2]), sys.argv[3].encode())
    deck = sys.argv[1]
    if shutil.which("valgrind") is None:
        sys.exit(print("instructions are not counted: there is no valgrind; apt-get install valgrind"))
    one, many = bench_deck.write_cassette(1), bench_deck.write_cassette(ENTRIES)
    start, loaded = replay(deck, one), replay(deck, many)
    hit = replay(deck, many, REQUESTS, bench_deck.body_for(1))
    miss = replay(deck, many, REQUESTS, bench_deck.body_for(999_999))
    upstream = servers.nginx(None)
    exchange = (record(deck, upstream, 220) - record(deck, upstream, 20)) // 200
    upstream.stop()
    found = {"start": start, "load": (loaded - start) // (ENTRIES - 1), "hit": (hit - loaded) // REQUESTS,
             "miss": (miss - loaded) // REQUESTS, "exchange": exchange}
    if "--update" in sys.argv:
        KEPT.write_text(json.dumps(found, indent=2) + "\n")
    kept = json.loads(KEPT.read_text())
    slower = False
    for name, number in found.items():
        ratio = number / kept[name]
        slower |= ratio > 1.1
        print(f"{name:8} {number:11,} instructions, {ratio:5.2f} of what is kept")
    sys.exit(slower)


if __name__ == "__main__":
    main()
