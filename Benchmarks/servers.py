"""The servers that answer the same create in bench_deck.py, and the loads that they are put under."""
import hashlib
import hmac
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CASSETTE = ROOT / "cassettes/apprunner/connections/create-github.har"
ENTRY = json.loads(CASSETTE.read_text())["log"]["entries"][0]
CREATE = ENTRY["request"]["postData"]["text"].encode()
ANSWER = ENTRY["response"]["content"]["text"]
# A field that the server adds by itself must not be there twice.
HEADERS = {field["name"]: field["value"] for field in ENTRY["response"]["headers"]
           if field["name"] not in ("Date", "Content-Length", "Connection", "Content-Type")}


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


class Server:
    """A server as a process of its own, on one processor where that is said."""

    def __init__(self, words, port=None, cpu=None, environment=None, folder=None):
        self.started = time.perf_counter()
        words = [str(word) for word in words]
        if cpu is not None:
            words = ["taskset", "-c", str(cpu)] + words
        surroundings = {"PATH": os.environ["PATH"], "HOME": tempfile.gettempdir(), "LC_ALL": "C.UTF-8", **(environment or {})}
        self.log = tempfile.TemporaryFile("w+")
        self.child = subprocess.Popen(words, env=surroundings, cwd=folder, stdin=subprocess.DEVNULL,
                                      stdout=self.log, stderr=self.log)
        self.port = port or self.told_port()

    def told(self):
        """What it has written so far. The child writes where this file's position is, so reading must not move that."""
        return os.pread(self.log.fileno(), 1 << 24, 0).decode(errors="replace")

    def told_port(self):
        """The port in the line that says where the deck is."""
        while self.child.poll() is None:
            found = re.search(r" at http://127\.0\.0\.1:(\d+)", self.told())
            if found:
                return int(found[1])
            time.sleep(0.0005)
        sys.exit(f"{self.child.args} ended: {self.told()}")

    def first_answer(self, request):
        """Seconds from the start until the first answer."""
        while self.child.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
                    connection.sendall(request)
                    if connection.recv(65536):
                        return time.perf_counter() - self.started
            except (ConnectionRefusedError, ConnectionResetError):
                time.sleep(0.0005)
        sys.exit(f"{self.child.args} ended: {self.told()}")

    def all_answers(self, requests):
        """Puts requests one after the other on one connection; each must be answered with success."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            for request in requests:
                connection.sendall(request)
                answer = connection.recv(65536)
                while not is_whole(answer):
                    answer += connection.recv(65536)
                if not answer.startswith(b"HTTP/1.1 200 "):
                    sys.exit(f"{self.child.args} answered {answer!r}")

    def cpu_seconds(self):
        """What the process has used of its processor so far, with its children."""
        total = 0
        for pid in [self.child.pid] + self.children():
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")

    def children(self):
        listed = pathlib.Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]

    def memory(self, field="VmHWM"):
        """MiB; the highest so far unless another field is asked for."""
        text = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        return int(re.search(rf"{field}:\s+(\d+)", text)[1]) / 1024

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.child.pid}/fd"))

    def stop(self):
        self.child.terminate()
        try:
            self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def nginx(cpu):
    folder, port = tempfile.mkdtemp(), free_port()
    fields = "".join(f"add_header {name} '{value}' always; " for name, value in HEADERS.items())
    pathlib.Path(folder, "nginx.conf").write_text(f"""
        worker_processes 1; daemon off; pid {folder}/pid; error_log stderr crit;
        events {{ worker_connections 256; }}
        http {{
          access_log off; keepalive_requests 1000000000; client_body_temp_path {folder}; proxy_temp_path {folder};
          fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
          server {{ listen 127.0.0.1:{port}; location / {{
            default_type application/x-amz-json-1.0; {fields} return 200 '{ANSWER}'; }} }}
        }}""")
    return Server([shutil.which("nginx") or "/usr/sbin/nginx", "-p", folder, "-e", "stderr", "-c", f"{folder}/nginx.conf"],
                  port, cpu)


def hoverfly(cpu):
    folder, port = tempfile.mkdtemp(), free_port()
    exact = lambda value: [{"matcher": "exact", "value": value}]
    simulation = {"data": {"pairs": [{
        "request": {"method": exact("POST"), "path": exact("/"), "body": [{"matcher": "json", "value": CREATE.decode()}],
                    "headers": {"X-Amz-Target": exact("AppRunner.CreateConnection")}},
        "response": {"status": 200, "body": ANSWER, "encodedBody": False, "templated": False,
                     "headers": {"Content-Type": ["application/x-amz-json-1.0"],
                                 **{name: [value] for name, value in HEADERS.items()}}}}],
        "globalActions": {"delays": []}}, "meta": {"schemaVersion": "v5"}}
    path = pathlib.Path(folder, "simulation.json")
    path.write_text(json.dumps(simulation))
    return Server([os.environ["HOVERFLY"], "-webserver", "-pp", port, "-ap", free_port(), "-import", path,
                   "-log-level", "error"], port, cpu, folder=folder)


def mitmproxy(cpu):
    folder, port = tempfile.mkdtemp(), free_port()
    path = pathlib.Path(folder, "answer.py")
    headers = {"Content-Type": "application/x-amz-json-1.0", **HEADERS}
    path.write_text(f"from mitmproxy import http\ndef request(flow):\n"
                    f"    flow.response = http.Response.make(200, {ANSWER!r}, {headers!r})\n")
    return Server([os.environ["MITMDUMP"], "-q", "--mode", "reverse:http://127.0.0.1:9", "--listen-host", "127.0.0.1", "-p",
                   port, "-s", path, "--set", f"confdir={folder}",
                   "--set", "connection_strategy=lazy"], port, cpu)


def moto(cpu):
    return Server([os.environ["MOTO_SERVER"], "-H", "127.0.0.1", "-p", (port := free_port())], port, cpu)


def replay(deck, cpu, *options, cassette=CASSETTE):
    return Server([deck, "replay", "--at-end", "hold", *options, cassette], cpu=cpu)


def simulate(deck, cpu, *options):
    return Server([deck, "simulate", *options], cpu=cpu)


def load_script(requests, pause=None):
    """A script for wrk that sends these requests again and again, each as its bytes stand.

    With a pause, in milliseconds, each connection waits that long before it asks again.
    """
    path = pathlib.Path(tempfile.mkdtemp(), "load.lua")
    lines = ['local requests = {}'] + [f"requests[{number}] = {lua(request)}" for number, request in enumerate(requests)]
    lines += [f"local number = 0", "function request()", f"  number = (number + 1) % {len(requests)}",
              "  return requests[number]", "end",
              "function done(summary, latency)",
              '  io.write(string.format("DONE %d %f %f %f %d\\n", summary.requests, summary.duration / 1e6,',
              "    latency:percentile(50) / 1000, latency:percentile(99) / 1000,",
              "    summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.timeout))", "end"]
    if pause is not None:
        lines.append(f"function delay() return {pause} end")
    path.write_bytes("\n".join(lines).encode())
    return path


def lua(data):
    return '"' + "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03d}" for byte in data) + '"'


def is_whole(answer):
    head, found, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(found) and length is not None and len(body) >= int(length[1])


def signed(count, port, operation="CreateConnection", body=CREATE):
    """Requests as a real client makes them: each with a signature, an id, a token and a date of its own."""
    return [sign(number, port, operation, body) for number in range(count)]


def start_press(server, script, seconds, connections, cpu=None):
    """wrk, as it runs."""
    words = ([] if cpu is None else ["taskset", "-c", str(cpu)]) + ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script),
             f"http://127.0.0.1:{server.port}/"]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def pressed(running, any_status=False):
    """What wrk came to: requests, seconds, p50 and p99 in ms."""
    out = running.communicate()[0]
    found = re.search(r"DONE (\d+) (\S+) (\S+) (\S+) (\d+)", out)
    if not found:
        sys.exit(f"wrk: {out}")
    count, duration, p50, p99, failed = (float(text) for text in found.groups())
    if failed and not any_status:
        print(f"  {failed:.0f} of {count:.0f} requests failed", file=sys.stderr)
    return count, duration, p50, p99


def press(server, script, seconds, connections=16, cpu=1, any_status=False):
    """Requests a second, p50 and p99 in ms, and the server's processor time for one request in microseconds."""
    before = server.cpu_seconds()
    count, duration, p50, p99 = pressed(start_press(server, script, seconds, connections, cpu), any_status)
    return count / duration, p50, p99, (server.cpu_seconds() - before) / max(count, 1) * 1e6
