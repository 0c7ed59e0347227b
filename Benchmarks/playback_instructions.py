"""Instructions of playing cassettes, counted by valgrind: the same on a machine that is busy and on one that is not.

usage: playback_instructions.py PLAYBACK_RUN [--update]

PLAYBACK_RUN is the program of that name of this package, built for release with Swift's libraries in it (valgrind dies of
them where they are apart); scripts/check-instructions builds it. Counted are loading, for each entry of a cassette of 2000; a
hit, for each of 1000 requests; and a miss, for each of 200. Ends with 1 where one is more than a tenth above what
playback-instructions.json has; `--update` writes that anew.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import bench_deck

KEPT = pathlib.Path(__file__).with_name("playback-instructions.json")
ENTRIES, HITS, MISSES = 2000, 1000, 200


def count(*words):
    """Instructions from start to end."""
    out = pathlib.Path(tempfile.mkdtemp(), "out")
    # Without chance in hashes, so that equal programs count alike.
    surroundings = {"PATH": os.environ["PATH"], "SWIFT_DETERMINISTIC_HASHING": "1"}
    done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *(str(word) for word in words)],
                          capture_output=True, text=True, env=surroundings)
    found = re.search(r"^(?:totals|summary): (\d+)", out.read_text() if out.exists() else "", re.M)
    if done.returncode != 0 or not found:
        sys.exit(f"valgrind ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")
    return int(found[1])


def main():
    program = sys.argv[1]
    one, many = bench_deck.write_cassette(1), bench_deck.write_cassette(ENTRIES)
    hit, miss = bench_deck.body_for(1).decode(), bench_deck.body_for(999_999).decode()
    start, loaded = count(program, one), count(program, many)
    hits = count(program, many, hit, HITS)
    misses = count(program, many, hit, 0, miss, MISSES)
    found = {"load": (loaded - start) // (ENTRIES - 1), "hit": (hits - loaded) // HITS, "miss": (misses - loaded) // MISSES}
    if "--update" in sys.argv:
        KEPT.write_text(json.dumps(found, indent=2) + "\n")
    kept = json.loads(KEPT.read_text())
    for name, number in found.items():
        print(f"{name:5} {number:10,} instructions, {number / kept[name]:5.2f} of what is kept")
    slower = [name for name, number in found.items() if number > kept[name] * 1.1]
    if slower:
        sys.exit(f"{' and '.join(slower)} takes more instructions than it did; where that is right, give --update")


main()
