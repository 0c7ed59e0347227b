"""The deck beside the servers that one would use instead, all in one run: the page of results that scripts/bench prints.

usage: bench_deck.py TAPEDECK [--seconds N] [--rounds N] [PART ...]

PART is one of rate, ready, load, miss; all of them unless said. nginx and wrk come from Debian. Hoverfly is measured where
HOVERFLY names its program, mitmproxy where MITMDUMP names mitmdump, moto where MOTO_SERVER names moto_server. Every server runs
on processor 0 and the load on processor 1; rounds take the servers in turn, and a figure is the median of its rounds. A
request has a signature, a key, a token and a date that no other one of 5000 has. `us` is the server's own processor time for
one request, which other work on the machine hardly changes.
"""
import argparse
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import servers
from servers import ENTRY, press, signed

PARTS = ["rate", "ready", "load", "miss"]


def contestants(deck):
    all = {"nginx": lambda cpu: servers.nginx(cpu), "tapedeck replay": lambda cpu: servers.replay(deck, cpu),
           "tapedeck simulate": lambda cpu: servers.simulate(deck, cpu)}
    for variable, name, make in [("HOVERFLY", "Hoverfly", servers.hoverfly), ("MITMDUMP", "mitmproxy", servers.mitmproxy),
                                 ("MOTO_SERVER", "moto", servers.moto)]:
        if os.environ.get(variable):
            all[name] = make
        else:
            print(f"left out: {name}; {variable} does not name its program", file=sys.stderr)
    return all


def in_turn(names, rounds):
    """Each round begins with another one, so that what else the machine does meets all alike."""
    for number in range(rounds):
        yield from names[number % len(names):] + names[:number % len(names)]


def requests_for(name, port):
    if name == "tapedeck simulate":
        # A create could be made only as often as the quota allows; a list is what clients ask again and again.
        return signed(5000, port, "ListConnections", b"{}")
    if name == "moto":
        return [request.replace(b"AppRunner.", b"DynamoDB_20120810.").replace(b"/apprunner/", b"/dynamodb/")
                for request in signed(5000, port, "ListTables", b"{}")]
    return signed(5000, port)


def rate(deck, seconds, rounds):
    makers = contestants(deck)
    found = {name: [] for name in makers}
    for name in in_turn(list(makers), rounds):
        server = makers[name](0)
        requests = requests_for(name, server.port)
        server.first_answer(requests[0])
        script = servers.load_script(requests)
        press(server, script, 1)
        found[name].append(press(server, script, seconds))
        server.stop()
    print(f"requests a second, 16 connections, one processor (median of {rounds} x {seconds} s)")
    print(f"  {'':20} {'req/s':>9} {'of nginx':>9} {'p50 ms':>8} {'p99 ms':>8} {'of nginx':>9} {'us':>7} {'of nginx':>9}")
    base = [statistics.median(column) for column in zip(*found["nginx"])]
    for name, rows in found.items():
        speed, p50, p99, cost = (statistics.median(column) for column in zip(*rows))
        print(f"  {name:20} {speed:9.0f} {speed / base[0]:9.2f} {p50:8.3f} {p99:8.3f} {p99 / base[2]:9.2f} {cost:7.2f} "
              f"{cost / base[3]:9.2f}")


def ready(deck, rounds):
    makers = {name: make for name, make in contestants(deck).items() if name not in ("mitmproxy", "moto")}
    found = {name: [] for name in makers}
    rounds *= 10
    for name in in_turn(list(makers), rounds):
        server = makers[name](None)
        found[name].append(server.first_answer(signed(1, server.port)[0]) * 1e3)
        server.stop()
    print(f"start until the first answer (median of {rounds})")
    for name, times in found.items():
        print(f"  {name:20} {statistics.median(times):9.1f} ms")


def write_cassette(count):
    """A cassette of so many creates, each of a connection of its own, laid out as the deck writes it."""
    text = pathlib.Path(servers.CASSETTE).read_text()
    start, end = text.index("      {\n        \"startedDateTime\""), text.rindex("\n    ]")
    entry, name = text[start:end], ENTRY["_resource"]
    path = pathlib.Path(tempfile.mkdtemp(), f"{count}.har")
    with path.open("w") as file:
        file.write(text[:start])
        for number in range(1, count + 1):
            own = f"{name[:-7]}-{number:06d}"
            assert len(own) == len(name)
            # Each was asked with another body, so each is a track of its own.
            file.write(entry.replace(name, own).replace('"_sequence": 1,', f'"_sequence": {number},', 1))
            file.write(",\n" if number < count else "")
        file.write(text[end:])
    return path


def body_for(number):
    return servers.CREATE.replace(ENTRY["_resource"].encode(), f"{ENTRY['_resource'][:-7]}-{number:06d}".encode())


def load(deck, rounds):
    print(f"a cassette of many entries: start until the first answer, processor time, peak memory (median of {rounds})")
    for count in (1_000, 10_000, 100_000):
        path, times, memory, cost = write_cassette(count), [], [], []
        for _ in range(rounds):
            server = servers.replay(deck, None, cassette=path)
            times.append(server.first_answer(signed(1, server.port, body=body_for(count))[0]) * 1e3)
            memory.append(server.memory())
            cost.append(server.cpu_seconds() * 1e3)
            server.stop()
        print(f"  {count:7} entries, {path.stat().st_size / 1e6:5.0f} MB {statistics.median(times):9.1f} ms, "
              f"{statistics.median(cost):6.0f} ms of a processor, {statistics.median(memory):5.0f} MiB")
        path.unlink()


def ask(connection, request):
    begun = time.perf_counter()
    connection.sendall(request)
    answer = connection.recv(65536)
    return (time.perf_counter() - begun) * 1e3, answer


def miss(deck, rounds):
    print("a miss, by a client of Python's, and hits of another connection meanwhile (median and 99th percentile, ms)")
    for count in (1_000, 10_000, 100_000):
        path = write_cassette(count)
        server = servers.replay(deck, None, cassette=path)
        hits, misses = signed(500, server.port, body=body_for(1)), []
        server.first_answer(hits[0])
        for number in range(300):
            body = body_for(999_999).replace(b"GITHUB", b"BITBUCKET%03d" % number)
            misses.append(servers.sign(number, server.port, "CreateConnection", body))
        times = {"miss": [], "hit": [], "hit meanwhile": []}
        with socket.create_connection(("127.0.0.1", server.port)) as one, \
                socket.create_connection(("127.0.0.1", server.port)) as other:
            times["hit"] = [ask(other, request)[0] for request in hits]
            ended = threading.Event()
            thread = threading.Thread(target=lambda: (
                times["miss"].extend(ask(one, request)[0] for request in misses), ended.set()))
            thread.start()
            while not ended.is_set():
                times["hit meanwhile"].append(ask(other, hits[len(times["hit meanwhile"]) % len(hits)])[0])
            thread.join()
        server.stop()
        path.unlink()
        told = [f"{name} {statistics.median(all):.3f} {sorted(all)[len(all) * 99 // 100]:.3f}" for name, all in times.items()]
        print(f"  {count:7} entries: " + ", ".join(told))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("deck")
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    given = parser.parse_intermixed_args()
    print(f"load of the machine: {os.getloadavg()[0]:.1f}, processors: {os.cpu_count()}")
    for part in given.parts or PARTS:
        if part == "rate":
            rate(given.deck, given.seconds, given.rounds)
        else:
            {"ready": ready, "load": load, "miss": miss}[part](given.deck, given.rounds)
        print(flush=True)


if __name__ == "__main__":
    main()
