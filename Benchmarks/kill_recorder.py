"""Kills a recorder under load, again and again, and counts what was lost.

usage: kill_recorder.py TAPEDECK [ROUNDS] [CLIENTS]

Each round starts `tapedeck record` before the embedded stand-in, lets clients create connections one after another, sends SIGKILL
at a random moment, and runs `tapedeck recover`. Then every answer that a client had seen whole must be in the cassette, whole and
with the same bytes; and no exchange may be there as whole that is not. A run of 500 and more is kept for README (scripts/keep-run).
"""
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from servers import is_whole, sign


def start(words, environment):
    """Starts a recorder; gives its process and port once it listens."""
    recorder = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in recorder.stderr:
        found = re.search(r"recording at http://127\.0\.0\.1:(\d+)", line)
        if found:
            return recorder, int(found[1])
    sys.exit("the recorder ended before it listened")


def client(port, lane, seen):
    """Creates connections until the recorder is gone; the bodies of whole answers are put into `seen`."""
    try:
        connection = socket.create_connection(("127.0.0.1", port))
        for number in range(10_000):
            body = json.dumps({"ConnectionName": f"name-{lane}-{number}", "ProviderType": "GITHUB"}).encode()
            connection.sendall(sign(number, port, "CreateConnection", body))
            answer = b""
            while not is_whole(answer):
                part = connection.recv(65536)
                if not part:
                    return
                answer += part
            seen.append(answer.partition(b"\r\n\r\n")[2].decode())
    except OSError:
        return


def round_of(deck, clients):
    """One life of a recorder: answers seen, exchanges kept, lost answers, wrong ones."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": os.environ["PATH"], "HOME": folder}
        cassette = f"{folder}/c.har"
        recorder, port = start([deck, "record", "--upstream", "stand-in", "--quota", "1000000", "--cassette", cassette],
                               environment)
        seen = []
        lanes = [threading.Thread(target=client, args=(port, lane, seen)) for lane in range(clients)]
        for lane in lanes:
            lane.start()
        time.sleep(random.uniform(0, 0.6))
        recorder.send_signal(signal.SIGKILL)
        recorder.wait()
        for lane in lanes:
            lane.join()
        recovered = subprocess.run([deck, "recover", f"{cassette}.journal"], env=environment, capture_output=True, text=True)
        if recovered.returncode != 0:
            sys.exit(f"recover ended with {recovered.returncode}: {recovered.stderr}")
        entries = json.load(open(cassette))["log"]["entries"]
        whole = [entry["response"]["content"].get("text", "") for entry in entries if entry["_ended"] == "complete"]
        kept = set(whole)
        lost = sum(answer not in kept for answer in seen)
        wrong = sum("ConnectionArn" not in text for text in whole)
        return len(seen), len(entries), lost, wrong


def main():
    deck = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    clients = int(sys.argv[3]) if len(sys.argv) > 3 else 8
    totals = [0, 0, 0, 0]
    for number in range(rounds):
        totals = [total + more for total, more in zip(totals, round_of(deck, clients))]
        if totals[2] or totals[3]:
            sys.exit(f"round {number + 1}: {totals[2]} answers lost, {totals[3]} wrong")
    print(f"{rounds} kills, {clients} clients: {totals[0]} answers seen, {totals[1]} exchanges kept, "
          f"{totals[2]} lost, {totals[3]} wrong")
    if rounds >= 500:
        keep = pathlib.Path(__file__).resolve().parent.parent / "scripts/keep-run"
        figures = zip(("kills", "clients", "seen", "kept", "lost", "wrong"), (rounds, clients, *totals))
        subprocess.run([keep, "kills", *(f"{name}={number}" for name, number in figures)], check=True)


main()
