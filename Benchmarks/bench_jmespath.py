"""Times jmespath-bench, Python's jmespath and jp on the same expressions: PROGRAM (scripts/bench-jmespath calls it).

Parsing and searching are timed apart. jp is a program that does all at once: its figure is a whole run of the process,
and stands beside a whole run of Python's; ours for that is left to the command line's own measurements.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time

import jmespath
from jmespath.parser import Parser


def deep(levels):
    value = 1
    for _ in range(levels):
        value = {"a": value, "b": 0}
    return value


ITEMS = {
    "items": [
        {"name": f"connection-{i}", "status": ["AVAILABLE", "PENDING_HANDSHAKE", "DELETED"][i % 3], "size": i * 7919 % 1000,
         "ratio": i / 7, "tags": [{"key": "env", "value": "prod" if i % 2 else "test"}, {"key": "n", "value": str(i)}]}
        for i in range(1000)
    ]
}
FEW = {"ConnectionSummaryList": ITEMS["items"][:5], "NextToken": None}

CASES = [
    ("deep members", ".".join(["a"] * 60), deep(60)),
    ("one answer", "ConnectionSummaryList[0].name", FEW),
    ("long pipe", " | ".join(["@"] * 40 + ["items"] + ["[*]"] * 3 + ["[0].name"]), ITEMS),
    ("wildcard over 1000", "items[*].name", ITEMS),
    ("nested wildcards", "items[*].tags[*].value", ITEMS),
    ("flatten", "items[].tags[].value", ITEMS),
    ("filter by string", "items[?status=='AVAILABLE'].name", ITEMS),
    ("filter by number", "items[?size > `500` && ratio < `100.5`].name", ITEMS),
    ("multiselect hash", "items[*].{Name: name, Status: status, Tag: tags[0].value}", ITEMS),
    ("sort_by", "sort_by(items, &size)[*].name", ITEMS),
    ("sort_by strings", "sort_by(items, &name)[-1].name", ITEMS),
    ("functions", "{n: length(items), s: sum(items[*].size), m: max_by(items, &ratio).name, j: join(',', items[*].name)}", ITEMS),
]


def nanoseconds(body):
    count = 1
    while True:
        start = time.perf_counter_ns()
        for _ in range(count):
            body()
        if time.perf_counter_ns() - start > 20_000_000:
            break
        count *= 2
    best = None
    for _ in range(5):
        start = time.perf_counter_ns()
        for _ in range(count):
            body()
        taken = (time.perf_counter_ns() - start) / count
        best = taken if best is None else min(best, taken)
    return best


def run_of(command, document):
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps(document).encode())
        best = None
        for _ in range(5):
            file.seek(0)
            start = time.perf_counter_ns()
            subprocess.run(command, stdin=file, stdout=subprocess.DEVNULL, check=True)
            taken = time.perf_counter_ns() - start
            best = taken if best is None else min(best, taken)
    return best


def main():
    program = sys.argv[1]
    jp = shutil.which("jp")
    lines = [f"{name}\t{json.dumps(text)}\t{json.dumps(document)}" for name, text, document in CASES]
    output = subprocess.run([program], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True).stdout
    ours = {name: (int(parse), int(search)) for name, parse, search in (line.split("\t") for line in output.splitlines())}
    one = "import jmespath,json,sys; json.dump(jmespath.search(sys.argv[1], json.load(sys.stdin)), sys.stdout)"
    print(f"{'':20}{'parse, µs':>22}{'':>8}{'search, µs':>24}{'':>8}{'process, ms':>18}")
    print(f"{'':20}{'ours':>10}{'python':>12}{'ratio':>8}{'ours':>12}{'python':>12}{'ratio':>8}{'python':>10}{'jp':>8}")
    for name, text, document in CASES:
        parse = nanoseconds(lambda: Parser()._do_parse(text))
        expression = jmespath.compile(text)
        search = nanoseconds(lambda: expression.search(document))
        whole = run_of([sys.executable, "-c", one, text], document) / 1e6
        other = f"{run_of([jp, text], document) / 1e6:8.1f}" if jp else f"{'-':>8}"
        mine = ours[name]
        print(f"{name:20}{mine[0] / 1e3:10.2f}{parse / 1e3:12.2f}{parse / mine[0]:8.1f}"
              f"{mine[1] / 1e3:12.2f}{search / 1e3:12.2f}{search / max(mine[1], 1):8.1f}{whole:10.1f}{other}")


main()
