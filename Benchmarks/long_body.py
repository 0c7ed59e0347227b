"""Takes long bodies through a recorder: when the first byte reaches the client, when the last does, and whether it is whole.

usage: long_body.py TAPEDECK [MIB] [PIECES]

The upstream sends a JSON text of so many MiB in pieces, a moment apart: with its length, in chunks, and compressed, which the recorder
decodes. Then the client sends as much, and then one MiB more than is taken, and asks for one MiB more: both must get a clear answer.

A request goes upstream once it is whole, unlike a response: at the endpoint its signature is made of all of its body, and a client that
leaves half-way must not leave half a request at the service.
"""
import http.client
import http.server
import os
import subprocess
import sys
import tempfile
import threading
import time
import zlib


def upstream(mebibytes, pieces):
    """A server that answers /length, /chunked, /gzip and /long, and says how long what it is sent is; gives its port."""
    part = b"a" * ((mebibytes << 20) // pieces)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.send_response(200)
            count = pieces + (1 if self.path == "/long" else 0)
            isChunked = self.path in ["/chunked", "/gzip"]
            coder = zlib.compressobj(wbits=31) if self.path == "/gzip" else None
            length = len(part) * pieces + (1 << 20 if self.path == "/long" else 0)
            self.send_header(*(("Transfer-Encoding", "chunked") if isChunked else ("Content-Length", str(length))))
            if coder:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            try:
                for number in range(count):
                    data = part if number < pieces else b"a" * (1 << 20)
                    if coder:
                        last = number == count - 1
                        data = coder.compress(data) + coder.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data) if isChunked else data)
                    time.sleep(0.05)
                if isChunked:
                    self.wfile.write(b"0\r\n\r\n")
            except OSError:
                pass

        def do_POST(self):
            length = left = int(self.headers["Content-Length"])
            while left:
                left -= len(self.rfile.read(min(left, 1 << 16)))
            text = b"%d bytes" % length
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def ask(port, path, sent=None):
    """One request: seconds to the first byte of the body and to the last, the status, and the body, decoded."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("POST" if sent else "GET", path, body=sent)
    response = connection.getresponse()
    body = response.read(1)
    first = time.monotonic() - began
    body += response.read()
    if response.headers["Content-Encoding"] == "gzip":
        body = zlib.decompress(body, wbits=31)
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
        for path in ["/length", "/chunked", "/gzip"]:
            direct = ask(port, path)
            first, last, status, body = ask(own, path)
            assert status == 200 and body == direct[3], f"{path}: {status}, {len(body)} bytes"
            print(f"{path}: {len(body)} bytes, equal; first byte after {first:.2f} s, last after {last:.2f} s "
                  f"(directly {direct[0]:.2f} and {direct[1]:.2f})")
        _, last, status, body = ask(own, "/", b"a" * (mebibytes << 20))
        assert (status, body) == (200, b"%d bytes" % (mebibytes << 20)), (status, body[:200])
        print(f"a request of {mebibytes} MiB: passed on whole; the answer after {last:.2f} s")
        for path, sent in [("/", b"a" * ((mebibytes + 1) << 20)), ("/long", None)]:
            _, _, status, body = ask(own, path, sent)
            print(f"{'a longer request' if sent else '/long'}: {status} {body[:160].decode(errors='replace')}")
        peak = [line for line in open(f"/proc/{recorder.pid}/status") if line.startswith("VmHWM")][0].split()[1]
        recorder.terminate()
        told = recorder.communicate()[1].strip().splitlines()[-1]
        print(f"{told.replace(folder + '/', '')}; at most {int(peak) // 1024} MiB of memory")


main()
