"""Exchanges a second through `tapedeck record`, per STEP (1000), every request with a signature, a key and a date of its own.

usage: bench_recorder.py TAPEDECK [EXCHANGES] [CLIENTS] [STEP]

The upstream is the embedded stand-in. All requests are signed before the clock starts. Each client keeps one connection and sends
its next request when it has the whole answer to the one before. After the rates come the median and the 99th percentile of the
time of one exchange, the processor time, the recorder's peak memory, and the seconds that the end of the recording took.
"""
import hashlib
import hmac
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time

def sign(number, port, operation="ListConnections", body=b"{}"):
    """One request as bytes, with credentials and a date that no other request has."""
    key, secret, token = f"AKIA{number:016d}", f"secret-of-{number}", f"a-session-token-of-request-{number}"
    date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(1_604_363_571 + number))
    scope = f"{date[:8]}/us-east-1/apprunner/aws4_request"
    headers = {"content-type": "application/x-amz-json-1.0", "host": f"127.0.0.1:{port}", "x-amz-date": date,
               "x-amz-security-token": token, "x-amz-target": f"AppRunner.{operation}"}
    names = ";".join(headers)
    canonical = "\n".join(["POST", "/", "", *(f"{n}:{v}" for n, v in headers.items()), "", names,
                           hashlib.sha256(body).hexdigest()])
    text = "\n".join(["AWS4-HMAC-SHA256", date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    mac = b"AWS4" + secret.encode()
    for part in [date[:8], "us-east-1", "apprunner", "aws4_request", text]:
        mac = hmac.new(mac, part.encode(), "sha256").digest()
    headers["authorization"] = (f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, "
                                f"Signature={mac.hex()}")
    headers["content-length"] = str(len(body))
    return ("POST / HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers.items()) + "\r\n").encode() + body


def start(words, environment):
    """Starts a recorder; gives its process and port once it listens."""
    recorder = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in recorder.stderr:
        found = re.search(r"recording at http://127\.0\.0\.1:(\d+)", line)
        if found:
            return recorder, int(found[1])
    sys.exit("the recorder ended before it listened")


def is_whole(answer):
    head, found, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(found) and length is not None and len(body) >= int(length[1])


def main():
    deck = sys.argv[1]
    total = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    clients = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    step = int(sys.argv[4]) if len(sys.argv) > 4 else 1000
    folder = tempfile.mkdtemp(dir=os.environ.get("BENCH_DIRECTORY"))
    environment = {"PATH": os.environ["PATH"], "HOME": folder}
    recorder, port = start([deck, "record", "--upstream", "stand-in", "--cassette", f"{folder}/c.har"], environment)
    requests = iter([sign(number, port) for number in range(total)])
    selector = selectors.DefaultSelector()
    for _ in range(clients):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection, selectors.EVENT_READ, [b"", 0.0])
    times, marks, failed = [], [time.perf_counter()], 0

    def ask(key):
        request = next(requests, None)
        if request is None:
            selector.unregister(key.fileobj)
            key.fileobj.close()
            return
        key.data[:] = [b"", time.perf_counter()]
        key.fileobj.sendall(request)

    for key in list(selector.get_map().values()):
        ask(key)
    while selector.get_map():
        for key, _ in selector.select():
            key.data[0] += key.fileobj.recv(65536)
            if not is_whole(key.data[0]):
                continue
            failed += not key.data[0].startswith(b"HTTP/1.1 200")
            times.append(time.perf_counter() - key.data[1])
            if len(times) % step == 0:
                marks.append(time.perf_counter())
            ask(key)
    print(f"{total} exchanges, {clients} at a time, {failed} failed")
    rates = [f"{step / (after - before):.0f}" for before, after in zip(marks, marks[1:])]
    print(f"exchanges a second, per {step}:", " ".join(rates))
    times.sort()
    print(f"one exchange: median {times[len(times) // 2] * 1e3:.2f} ms, "
          f"99th percentile {times[len(times) * 99 // 100] * 1e3:.2f} ms")
    fields = open(f"/proc/{recorder.pid}/stat").read().rpartition(")")[2].split()
    used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    print(f"processor time of the recorder and its stand-in: {used / total * 1e6:.0f} us for one exchange")
    for line in open(f"/proc/{recorder.pid}/status"):
        if line.startswith("VmHWM"):
            print("peak memory:", line.split(":")[1].strip())
    begun = time.perf_counter()
    recorder.send_signal(signal.SIGINT)
    told = recorder.stderr.read().strip().splitlines()
    status = recorder.wait()
    print(f"end: {time.perf_counter() - begun:.2f} s, status {status}, {told[-1] if told else ''}")


if __name__ == "__main__":
    main()
