"""Millions of requests in one process of replay: its memory and descriptors must stay as they are.

usage: soak.py TAPEDECK [REQUESTS]

wrk keeps 16 connections busy; after each tenth of the requests (10,000,000 unless said) stand the rate, the memory in use and
the open descriptors. Ends with 1 where the memory has grown by more than a tenth since the second line, or descriptors are
left over.
"""
import sys
import time

import servers


def descriptors(server, most):
    """Open descriptors: wrk is gone before the server has let go of its last connections, so those get 5 s."""
    for _ in range(50):
        if server.descriptors() <= most:
            break
        time.sleep(0.1)
    return server.descriptors()


def main():
    deck = sys.argv[1]
    total = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
    server = servers.replay(deck, None)
    requests = servers.signed(5000, server.port)
    server.first_answer(requests[0])
    script = servers.load_script(requests)
    before, done, lines = server.descriptors(), 0, []
    while done < total:
        count, seconds, rate = 0, 5, 0
        while count < total / 10 and done + count < total:
            rate, _, _, _ = servers.press(server, script, seconds)
            count += int(rate * seconds)
            seconds = max(1, min(60, int((total / 10 - count) / max(rate, 1))))
        done += count
        lines.append((server.memory("VmRSS"), descriptors(server, before + 1)))
        print(f"{done:12,} requests, {rate:8.0f} a second, {lines[-1][0]:6.1f} MiB, {lines[-1][1]} descriptors", flush=True)
    server.stop()
    grown = lines[-1][0] > lines[min(1, len(lines) - 1)][0] * 1.1
    left = lines[-1][1] > before + 1
    print("memory grows" if grown else "memory is flat", "and descriptors are left over" if left else "and so are descriptors",
          sep=", ")
    sys.exit(grown or left)


if __name__ == "__main__":
    main()
