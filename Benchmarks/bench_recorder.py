"""The recorder beside a direct call and mitmproxy, in one run; its memory over many exchanges; the end of a long recording.

usage: bench_recorder.py TAPEDECK [--seconds N] [--rounds N] [--exchanges N] [PART ...]

PART is one of rate, memory, end; all of them unless said. The upstream is nginx, which answers at once, and the load is wrk: one
connection, and sixteen. Every request has a signature, a key, a token and a date that no other one of 5000 has, and the recorder
signs each again. mitmproxy is measured where MITMDUMP names mitmdump; it writes its flows to a file, and waits for no disk.
Nothing is bound to a processor. `us` is the processor time of the recorder for one exchange. memory records so many exchanges
(100,000 unless said), end as many and then ends the recording.
"""
import argparse
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import servers
from servers import Server, press, signed

PARTS = ["rate", "memory", "end"]
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}


def recorder(deck, upstream):
    folder = tempfile.mkdtemp(dir=os.environ.get("BENCH_DIRECTORY"))
    return Server([deck, "record", "--upstream", f"http://127.0.0.1:{upstream.port}", "--cassette", f"{folder}/c.har"],
                  environment=CREDENTIALS, folder=folder)


def mitmproxy(upstream):
    folder, port = tempfile.mkdtemp(dir=os.environ.get("BENCH_DIRECTORY")), servers.free_port()
    return Server([os.environ["MITMDUMP"], "-q", "--mode", f"reverse:http://127.0.0.1:{upstream.port}", "--listen-host",
                   "127.0.0.1", "-p", port, "-w", f"{folder}/flows", "--set", f"confdir={folder}"], port, folder=folder)


def rate(deck, seconds, rounds):
    makers = {"direct": servers.nginx, "tapedeck record": lambda upstream: recorder(deck, upstream)}
    if os.environ.get("MITMDUMP"):
        makers["mitmproxy"] = mitmproxy
    else:
        print("left out: mitmproxy; MITMDUMP does not name its program", file=sys.stderr)
    upstream = servers.nginx(None)
    found = {(name, clients): [] for clients in (1, 16) for name in makers}
    for number in range(rounds):
        for name, clients in found:
            server = servers.nginx(None) if name == "direct" else makers[name](upstream)
            requests = signed(5000, server.port)
            server.first_answer(requests[0])
            script = servers.load_script(requests)
            press(server, script, 1, clients, None)
            found[name, clients].append(press(server, script, seconds, clients, None))
            server.stop()
    upstream.stop()
    print(f"exchanges a second (median of {rounds} x {seconds} s)")
    print(f"  {'':20} {'clients':>7} {'per s':>8} {'p50 ms':>8} {'added':>8} {'p99 ms':>8} {'us':>7}")
    for (name, clients), rows in found.items():
        speed, p50, p99, cost = (statistics.median(column) for column in zip(*rows))
        added = p50 - statistics.median(row[1] for row in found["direct", clients])
        print(f"  {name:20} {clients:7} {speed:8.0f} {p50:8.3f} {added:8.3f} {p99:8.3f} {cost:7.1f}")


def record(deck, upstream, total):
    """A recorder that has so many exchanges, about; after each tenth stand the rate and its memory."""
    server = recorder(deck, upstream)
    requests = signed(5000, server.port)
    server.first_answer(requests[0])
    script, done, number = servers.load_script(requests), 1, 1
    before = server.descriptors()
    while done < total:
        speed, _, _, _ = press(server, script, 1, 16, None)
        done += int(speed)
        while done < total * number / 10:
            goal = min(60, int((total * number / 10 - done) / speed))
            if goal < 1:
                break
            speed, _, _, _ = press(server, script, goal, 16, None)
            done += int(speed * goal)
        number += 1
        print(f"  {done:10,} exchanges, {speed:6.0f} a second, {server.memory('VmRSS'):6.1f} MiB, "
              f"{server.descriptors() - before:3} more descriptors", flush=True)
    return server, done


def end(deck, upstream, total):
    server, done = record(deck, upstream, total)
    begun = time.perf_counter()
    server.child.send_signal(signal.SIGINT)
    peak = 0
    while server.child.poll() is None:
        try:
            peak = max(peak, server.memory())
        except (TypeError, FileNotFoundError):
            pass
        time.sleep(0.01)
    took = time.perf_counter() - begun
    told = server.told().strip().splitlines()[-1:]
    print(f"  the end took {took:.2f} s, {peak:.0f} MiB at most, status {server.child.returncode}: {''.join(told)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("deck")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--exchanges", type=int, default=100_000)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    given = parser.parse_intermixed_args()
    print(f"load of the machine: {os.getloadavg()[0]:.1f}, processors: {os.cpu_count()}")
    for part in given.parts or PARTS:
        if part == "rate":
            rate(given.deck, given.seconds, given.rounds)
            continue
        print(f"a recording of {given.exchanges:,} exchanges" + (", and its end" if part == "end" else ""))
        upstream = servers.nginx(None)
        if part == "end":
            end(given.deck, upstream, given.exchanges)
        else:
            server, _ = record(given.deck, upstream, given.exchanges)
            server.child.kill()
            server.child.wait()
        upstream.stop()


if __name__ == "__main__":
    main()
