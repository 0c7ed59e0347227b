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
import statistics
import sys
import tempfile

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
        # A create could be made only as often as the quota allows; a list is what clients ask again and again. Each key is
        # an account of its own that has one connection.
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
        if name == "tapedeck simulate":
            server.all_answers(signed(len(requests), server.port))
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


def misses_for(port):
    """Creates of a connection that is recorded, each with a provider that no entry has and no other one of them."""
    return [servers.sign(number, port, "CreateConnection", body_for(1).replace(b"GITHUB", b"BITBUCKET%03d" % number))
            for number in range(300)]


def miss(deck, seconds, rounds):
    # They pause, so that what is measured is the server and not how two processors are shared by those who want them all.
    print("hits of 4 connections that pause for 1 ms: alone, beside a client that hits all the time, and beside one that misses\n"
          f"  all the time; 'harm' is the last by the one before it (median of {rounds} x {seconds} s, ms)")
    print(f"  {'entries':>8} {'':4} {'alone':>8} {'hits too':>9} {'misses':>8} {'harm':>6}   {'a miss':>8}")
    for count in (1_000, 10_000, 100_000):
        path = write_cassette(count)
        server = servers.replay(deck, None, cassette=path)
        hits = signed(500, server.port, body=body_for(1))
        server.first_answer(hits[0])
        scripts = {"hits": servers.load_script(hits), "misses": servers.load_script(misses_for(server.port))}
        paused = servers.load_script(hits, pause=1)
        found = {"alone": [], "hits": [], "misses": []}
        own = []
        for beside in in_turn(list(found), rounds):
            other = servers.start_press(server, scripts[beside], seconds + 1, 1) if beside in scripts else None
            found[beside].append(press(server, paused, seconds, connections=4, cpu=None)[1:3])
            if other:
                measured = servers.pressed(other, any_status=True)
                if beside == "misses":
                    own.append(measured[2:4])
        server.stop()
        path.unlink()
        for place, name in enumerate(["p50", "p99"]):
            alone, hit, missed = (statistics.median(row[place] for row in found[beside]) for beside in found)
            told = statistics.median(row[place] for row in own)
            print(f"  {count if place == 0 else '':>8} {name:4} {alone:8.3f} {hit:9.3f} {missed:8.3f} {missed / hit:6.2f}   {told:8.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("deck")
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    given = parser.parse_intermixed_args()
    print(f"load of the machine: {os.getloadavg()[0]:.1f}, processors: {os.cpu_count()}")
    for part in given.parts or PARTS:
        if part in ("rate", "miss"):
            {"rate": rate, "miss": miss}[part](given.deck, given.seconds, given.rounds)
        else:
            {"ready": ready, "load": load}[part](given.deck, given.rounds)
        print(flush=True)


if __name__ == "__main__":
    main()
