"""Compares jmespath-run with Python's jmespath: PROGRAM MINUTES SEED OUTPUT (scripts/fuzz-jmespath calls it)."""

import json
import random
import re
import subprocess
import sys
import time
import warnings

import jmespath
from jmespath import exceptions, functions

warnings.simplefilter("ignore")
NAMES = ["a", "b", "c", "foo", "Name", "_x1", '"a b"', '"\\u00e9"', '"a\\"b"', '""', '"é"']
KEYS = ["a", "b", "c", "foo", "Name", "_x1", "a b", "é", 'a"b', ""]
STRINGS = ["", "a", "b", "abc", "Ünï", "😀x", "12", " 7 ", "1_0", "-0", "1e3", ".5", "nan", "-Inf", "0x1", "٣", "it's",
           'q"', "\n\t\\", "\x7f", "\u200b", "\ue000", "null", "true", "e\u0301"]
NUMBERS = ["0", "1", "-1", "2", "3", "10", "1.0", "0.5", "-0", "-0.0", "2.50", "1e3", "1E-7", "1e16", "12345678901234567.0",
           "9007199254740993", "9223372036854775807", "-9223372036854775808", "123456789012345678901234567890", "1e300",
           "1e400", "-2.5", "3.7", "1604363571.123", "0.1", "0.2", "1e-5", "0.0001", "17e15", "1e22", "5e-324"]
LITERALS = ["foo", " foo", "[1, 2]", '{"a": 1}', '"x"', "null", "true", "false", '[true]', "[1]", "", " ", "a\\`b", '"', "01",
            "1.", "NaN", "-Infinity", '"\\u0041"', '"\\ud83d\\ude00"', "\\x", '"a', "{", "[1", '{"a":{"b":[null]}}', "1 2", "\t1"]
TOKENS = ["[", "]", "[]", "[?", "(", ")", "{", "}", ".", "*", ",", ":", "@", "|", "||", "&", "&&", "<", "<=", ">", ">=", "!",
          "!=", "=", "==", "-", "'", '"', "`", "\\", " ", "\n", "\t", "é", "#", "$", "1", "-1", "0", "99999999999999999999", "_",
          "a", "foo", "007", "[*]", "[::-1]", "[0]", "[-1]", "[:2]", "'x'", "`1`", "\x00", "?", "😀"]
FUNCTIONS = list(functions.Functions.FUNCTION_TABLE) + ["nope", "Length"]


class Generator:
    def __init__(self, rng):
        self.rng = rng

    def document(self, depth=0):
        kind = self.rng.random()
        if depth > 3 or kind < 0.35:
            return self.leaf()
        count = self.rng.choice([0, 1, 2, 3, 4, 12])
        if kind < 0.65:
            if self.rng.random() < 0.4:
                return "[" + ",".join(self.number() for _ in range(count)) + "]"
            if self.rng.random() < 0.4:
                return "[" + ",".join(self.string() for _ in range(count)) + "]"
            return "[" + ",".join(self.document(depth + 1) for _ in range(count)) + "]"
        return self.object(depth + 1, count)

    def object(self, depth, count):
        keys = self.rng.sample(KEYS[:5], min(count, 5)) if self.rng.random() < 0.7 else self.rng.sample(KEYS, min(count, 10))
        return "{" + ",".join(json.dumps(key) + ":" + self.document(depth) for key in keys) + "}"

    def leaf(self):
        return self.rng.choice([self.number, self.string, lambda: self.rng.choice(["null", "true", "false"])])()

    def number(self):
        return self.rng.choice(NUMBERS)

    def string(self):
        return json.dumps(self.rng.choice(STRINGS), ensure_ascii=self.rng.random() < 0.5)

    def expression(self, depth=0):
        rng = self.rng
        if depth > 4:
            return self.primary()
        e = lambda: self.expression(depth + 1)
        kind = rng.randrange(26)
        if kind < 3:
            return self.primary()
        if kind < 6:
            return e() + "." + rng.choice(NAMES)
        if kind < 8:
            return e() + self.bracket()
        if kind == 8:
            return e() + "[?" + e() + "]"
        if kind == 9:
            return e() + rng.choice([".*", "[*]", "[]"])
        if kind == 10:
            return e() + rng.choice(["", " "]) + rng.choice(["|", "||", "&&"]) + " " + e()
        if kind == 11:
            return e() + rng.choice(["==", "!=", "<", "<=", ">", ">="]) + e()
        if kind == 12:
            return "!" + e()
        if kind == 13:
            return "(" + e() + ")"
        if kind == 14:
            return rng.choice(["", e() + "."]) + "[" + ", ".join(e() for _ in range(rng.randint(1, 3))) + "]"
        if kind == 15:
            pairs = ", ".join(rng.choice(NAMES) + ": " + e() for _ in range(rng.randint(1, 3)))
            return rng.choice(["", e() + "."]) + "{" + pairs + "}"
        if kind == 16:
            return e() + "." + self.call(depth)
        if kind == 17:
            return e() + rng.choice(["[*].", "[].", ".*."]) + e()
        if kind == 18:
            return e() + "[?" + e() + rng.choice(["==", "<", ">", "!="]) + self.literal() + "]." + rng.choice(NAMES)
        return self.call(depth)

    def call(self, depth):
        rng = self.rng
        name = rng.choice(FUNCTIONS)
        spec = functions.Functions.FUNCTION_TABLE.get(name)
        count = len(spec["signature"]) if spec else 1
        if rng.random() < 0.06 or (spec and spec["signature"][-1].get("variadic")):
            count = rng.randint(0, 3)
        arguments = []
        for index in range(count):
            types = spec["signature"][min(index, len(spec["signature"]) - 1)]["types"] if spec else []
            if ("expref" in types) != (rng.random() < 0.03):
                arguments.append("&" + self.expression(depth + 2))
            elif types and rng.random() < 0.6:
                arguments.append(self.fitting(rng.choice(types)))
            elif rng.random() < 0.4:
                arguments.append(rng.choice(["@", "@", self.literal(), "[*]", "*"]))
            else:
                arguments.append(self.expression(depth + 1))
        return name + "(" + ", ".join(arguments) + ")"

    def fitting(self, wanted):
        """A literal of a type that a function wants."""
        rng = self.rng
        count = rng.randint(0, 5)
        if wanted == "number":
            text = self.number()
        elif wanted == "string":
            text = self.string()
        elif wanted == "array-number":
            text = "[" + ",".join(self.number() for _ in range(count)) + "]"
        elif wanted == "array-string":
            text = "[" + ",".join(self.string() for _ in range(count)) + "]"
        elif wanted == "object":
            text = self.object(3, count)
        else:
            text = "[" + ",".join(self.object(4, 4) for _ in range(count)) + "]"
        return "`" + text.replace("`", "\\`") + "`"

    def bracket(self):
        rng = self.rng
        number = lambda: rng.choice(["", "0", "1", "-1", "2", "-2", "-99", "99", "99999999999999999999"])
        kind = rng.random()
        if kind < 0.5:
            return "[" + (number() or "0") + "]"
        if kind < 0.7:
            return "[" + number() + ":" + number() + "]"
        return "[" + number() + ":" + number() + ":" + number() + "]"

    def literal(self):
        kind = self.rng.random()
        if kind < 0.3:
            return "`" + self.rng.choice(LITERALS) + "`"
        if kind < 0.5:
            return "'" + self.rng.choice(STRINGS).replace("'", "\\'") + "'"
        return "`" + self.document(2).replace("`", "\\`") + "`"

    def primary(self):
        return self.rng.choice(
            [lambda: self.rng.choice(NAMES[:5])] * 8 + [lambda: "@", lambda: "*", self.literal, self.bracket,
             lambda: "[*]", lambda: "[]", lambda: "&" + self.rng.choice(NAMES)])()

    def mutate(self, text):
        rng = self.rng
        for _ in range(rng.randint(1, 3)):
            at = rng.randint(0, len(text))
            kind = rng.random()
            if kind < 0.35:
                text = text[:at] + rng.choice(TOKENS) + text[at:]
            elif kind < 0.65:
                text = text[:at] + text[at + rng.randint(1, 3):]
            elif kind < 0.8:
                text = text[:at] + rng.choice(TOKENS) + text[at + 1:]
            elif kind < 0.9:
                text = text[:at]
            else:
                other = rng.randint(0, len(text))
                text = text[:at] + text[min(at, other):max(at, other)] + text[at:]
        return text

    def case(self):
        text = self.expression()
        if self.rng.random() < 0.3:
            text = self.mutate(text)
        return text[:400], self.object(1, 5) if self.rng.random() < 0.6 else self.document()


def has_reference(value):
    if isinstance(value, list):
        return any(map(has_reference, value))
    if isinstance(value, dict):
        return any(not isinstance(key, str) or has_reference(item) for key, item in value.items())
    return type(value).__name__ == "_Expression"


def expected(expression, document):
    """The line that is right, or None where nothing can be said."""
    try:
        value = jmespath.search(expression, json.loads(document))
        if has_reference(value):
            return None
        return "=" + json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return None
    except Exception as error:
        text = str(error)
        return None if "_Expression object at" in text else "!" + text


def actual(line):
    if line.startswith("="):
        return "=" + json.dumps(json.loads(line[1:]), ensure_ascii=False)
    return "!" + json.loads(line[1:])


def is_known(ours, theirs):
    if theirs is None:
        return True
    # An expression reference as a value: Python carries its object on, we refuse it.
    if ours == "!an expression reference (&) stands where a value was expected":
        return True
    # A lone surrogate, which a Swift string can't hold; Python prints it, or an escape for it.
    if re.search(r"[\ud800-\udfff]|\\ud[89a-f]", theirs):
        return True
    # The objects of references show addresses, and unprintable names of pairs are Python's own.
    return "unhashable type" in ours


def run(program, lines):
    return subprocess.run([program], input=("\n".join(lines) + "\n").encode("utf-8"), capture_output=True)


def main():
    program, minutes, seed, output = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    print(f"seed {seed}, {minutes:g} minutes, findings to {output}", flush=True)
    generator = Generator(random.Random(seed))
    end = time.monotonic() + 60 * minutes
    total = found = values = errors = skipped = 0
    with open(output, "w", encoding="utf-8", errors="backslashreplace") as report:
        while time.monotonic() < end:
            cases = [generator.case() for _ in range(500)]
            lines = [json.dumps(text) + "\t" + document for text, document in cases]
            result = run(program, lines)
            answers = result.stdout.decode("utf-8").split("\n")[:-1]
            if result.returncode != 0 or len(answers) != len(lines):
                for line in lines:
                    alone = run(program, [line])
                    if alone.returncode != 0 or alone.stdout.count(b"\n") != 1:
                        found += 1
                        print("CRASH", alone.returncode, line, alone.stderr[-300:], file=report, flush=True)
                continue
            for (text, document), answer in zip(cases, answers):
                total += 1
                theirs = expected(text, document)
                ours = actual(answer)
                if theirs is None:
                    skipped += 1
                elif theirs.startswith("="):
                    values += 1
                else:
                    errors += 1
                if ours != theirs and not is_known(ours, theirs):
                    found += 1
                    print("DIFFERENCE", json.dumps(text), document, "\n  ours  ", ours, "\n  python", theirs,
                          file=report, flush=True)
    print(f"{total} cases ({values} values, {errors} errors, {skipped} without an answer), {found} findings", flush=True)
    sys.exit(1 if found else 0)


main()
