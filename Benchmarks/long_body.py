"""Takes a long body through a recorder: when its first byte reaches the client, when its last does, and whether it is whole.

usage: long_body.py TAPEDECK [MIB] [PIECES]

The upstream sends a JSON text of so many MiB in pieces, a moment apart, first with its length and then in chunks. Then the client asks for
one MiB more than is taken, and must get a clear answer.
"""
import http.client
import http.server
import os
import subprocess
import sys
import tempfile
import threading
import time


def upstream(mebibytes, pieces):
    """A server that answers /length, /chunked and /long; gives its port."""
    part = b"a" * ((mebibytes << 20) // pieces)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.send_response(200)
            count = pieces + (1 if self.path == "/long" else 0)
            isChunked = self.path == "/chunked"
            length = len(part) * pieces + (1 << 20 if self.path == "/long" else 0)
            self.send_header(*(("Transfer-Encoding", "chunked") if isChunked else ("Content-Length", str(length))))
            self.end_headers()
            try:
                for number in range(count):
                    data = part if number < pieces else b"a" * (1 << 20)
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data) if isChunked else data)
                    time.sleep(0.05)
                if isChunked:
                    self.wfile.write(b"0\r\n\r\n")
            except OSError:
                pass

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def ask(port, path):
    """One request: seconds to the first byte of the body and to the last, the status, and the body."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read(1)
    first = time.monotonic() - began
    body += response.read()
    return first, time.monotonic() - began, response.status, body


def main():
    deck = sys.argv[1]
    mebibytes = int(sys.argv[2]) if len(sys.argv) > 2 else 64
    pieces = int(sys.argv[3]) if len(sys.argv) > 3 else 64
    port = upstream(mebibytes, pieces)
    with tempfile.TemporaryDirectory() as folder:
        url_file = f"{folder}/url"
        recorder = subprocess.Popen(
            [deck, "record", "--upstream", f"http://127.0.0.1:{port}", "--resign", "off", "--cassette", f"{folder}/c.har",
             "--url-file", url_file, "--body-limit", str(mebibytes)],
            env={"PATH": os.environ["PATH"], "HOME": folder}, stderr=subprocess.PIPE, text=True)
        while not os.path.exists(url_file):
            time.sleep(0.05)
        own = int(open(url_file).read().strip().rsplit(":", 1)[1])
        for path in ["/length", "/chunked"]:
            direct = ask(port, path)
            first, last, status, body = ask(own, path)
            assert status == 200 and body == direct[3], f"{path}: {status}, {len(body)} bytes"
            print(f"{path}: {len(body)} bytes, equal; first byte after {first:.2f} s, last after {last:.2f} s "
                  f"(directly {direct[0]:.2f} and {direct[1]:.2f})")
        _, _, status, body = ask(own, "/long")
        print(f"/long: {status} {body[:160].decode(errors='replace')}")
        peak = [line for line in open(f"/proc/{recorder.pid}/status") if line.startswith("VmHWM")][0].split()[1]
        recorder.terminate()
        told = recorder.communicate()[1].strip().splitlines()[-1]
        print(f"{told.replace(folder + '/', '')}; at most {int(peak) // 1024} MiB of memory")


main()
