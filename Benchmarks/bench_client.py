"""Wall time and peak memory of whole programs, side by side in one run; see scripts/bench.

usage: bench_client.py TAPEDECK APPRUNNER [ROUNDS]

Every round runs each program once, in an order that moves on by one, so that what else the machine does meets all alike. The
figure of a program is its median; ratios are of medians.
"""
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

CREATE = b'{"ConnectionName":"my-github-connection","ProviderType":"GITHUB"}'


def run(words, environment):
    """Seconds and peak resident KiB of one run."""
    start = time.perf_counter()
    child = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(words)} ended with {child.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss


def compare(title, programs, environment, rounds):
    """Measures programs by name, and prints medians beside the last one's."""
    times = {name: [] for name in programs}
    memory = dict.fromkeys(programs, 0)
    names = list(programs)
    for index in range(rounds + 1):
        for name in names[index % len(names):] + names[:index % len(names)]:
            seconds, peak = run(programs[name], environment)
            # The first round warms the caches and does not count.
            if index > 0:
                times[name].append(seconds)
                memory[name] = max(memory[name], peak)
    print(f"{title} (median of {rounds})")
    base = statistics.median(times[names[-1]])
    for name in names:
        median = statistics.median(times[name])
        print(f"  {name:34} {median * 1000:9.1f} ms  {median / base:7.3f} x  {memory[name] / 1024:7.1f} MiB")
    print()


def start(words, environment):
    """Starts a server of the deck and gives it and its port, and the seconds until it answered a first request."""
    begun = time.perf_counter()
    child = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True)
    for line in child.stderr:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found:
            return child, int(found.group(1)), begun
    sys.exit(f"{' '.join(words)} did not start")


def post(connection):
    connection.request("POST", "/", CREATE, {"X-Amz-Target": "AppRunner.CreateConnection",
                                             "Content-Type": "application/x-amz-json-1.0"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        sys.exit(f"the deck answered {answer.status}")


def replay(deck, environment, rounds):
    """The start of a replay until its first answer, and one replayed call on a connection that stays."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    cassette = f"{root}/cassettes/apprunner/connections/create-github.har"
    starts = []
    for _ in range(rounds):
        child, port, begun = start([deck, "replay", "--at-end", "hold", cassette], environment)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        post(connection)
        starts.append(time.perf_counter() - begun)
        calls = []
        for _ in range(200):
            begun = time.perf_counter()
            post(connection)
            calls.append(time.perf_counter() - begun)
        connection.close()
        child.terminate()
        child.stderr.close()
        child.wait()
    print(f"tapedeck replay, start until the first answer: {statistics.median(starts) * 1000:.1f} ms (median of {rounds})")
    print(f"one replayed call, seen by Python's http.client: {statistics.median(calls) * 1000:.3f} ms (median of 200)\n")


def main():
    deck, apprunner = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 15
    home = tempfile.mkdtemp()
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": home, "LC_ALL": "C.UTF-8", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_PAGER": "",
        "AWS_SECRET_ACCESS_KEY": "a-secret-that-opens-nothing", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    replay(deck, environment, rounds)
    compare("--version", {"apprunner": [apprunner, "--version"], "curl": ["curl", "--version"]}, environment, rounds * 2)
    if not os.access("/usr/bin/aws", os.X_OK):
        print("skipped: there is no /usr/bin/aws to measure beside; run scripts/setup --clients")
        return
    child, port, _ = start([deck, "simulate", "--quota", "1000000"], environment)
    url = f"http://127.0.0.1:{port}"
    words = ["--provider-type", "GITHUB", "--endpoint-url", url, "--connection-name"]
    # A name is taken once it is used: each run makes its own from its process id, by way of a shell.
    shell = 'exec "$@" "name-$$"'
    compare("create-connection against the stand-in", {
        "apprunner": ["sh", "-c", shell, "sh", apprunner, "create-connection"] + words,
        "AWS CLI v2": ["sh", "-c", shell, "sh", "/usr/bin/aws", "apprunner", "create-connection"] + words,
    }, environment, rounds)
    child.terminate()
    child.stderr.close()
    child.wait()


main()
