"""Tapedeck in pytest: a test gets an endpoint of its own that replays cassettes.

    @pytest.mark.tapedeck("apprunner/connections/create-github")
    def test_creates(deck):
        client = boto3.client("apprunner", endpoint_url=deck.url, **deck.credentials)
        ...

While the test runs, AWS_ENDPOINT_URL_APPRUNNER and credentials that open nothing are in the environment too, so that code
under test and child processes find the deck by themselves. A request that the cassettes have no answer for, and an entry
that was never played, fail the test with what came nearest. `--tapedeck-record=missing` records a cassette that is not there.
"""
from __future__ import annotations

import difflib
import fcntl
import glob
import inspect
import itertools
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sysconfig
import threading
import urllib.error
import urllib.parse
import urllib.request
import warnings

import pytest

_DECK = pytest.StashKey["Deck"]()
# The names of a test's fixtures that have the deck, itself among them.
_HOLDERS = pytest.StashKey["set[str]"]()
# What a client needs to send anything at all; it opens nothing.
_CREDENTIALS = {
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "a-secret-that-opens-nothing",
    "region_name": "us-east-1",
}
_VARIABLES = {
    "AWS_ACCESS_KEY_ID": _CREDENTIALS["aws_access_key_id"],
    "AWS_SECRET_ACCESS_KEY": _CREDENTIALS["aws_secret_access_key"],
    "AWS_REGION": _CREDENTIALS["region_name"],
    "AWS_DEFAULT_REGION": _CREDENTIALS["region_name"],
}
# The deck lives as long as this command, which ends with its standard input: no deck outlives a test run that was killed.
_UNTIL_CLOSED = 'printf "%s\\n%s\\n" "$TAPEDECK_URL" "$TAPEDECK_CONTROL_URL" && exec cat >/dev/null'


class DeckError(Exception):
    """The deck could not be started, or refused what was asked of it."""


class Deck:
    """A running deck: `tapedeck replay`, or `tapedeck record` where a cassette is being made."""

    def __init__(self, program: str, words: list[str], variables: dict[str, str], held: tuple[int, ...] = ()):
        # With the user's own credentials: a recorder signs with them, and no deck writes them down. The deck's own
        # command asks nothing: what is told of a client's command would not be true of it.
        environment = {**os.environ, "TAPEDECK_FOR_TEST": "1", **variables}
        self._process = subprocess.Popen(
            [program, *words, "--mode", "endpoint", "--", "sh", "-c", _UNTIL_CLOSED],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, pass_fds=held)
        self._told: list[str] = []
        self._reader = threading.Thread(target=lambda: self._told.extend(self._process.stderr), daemon=True)
        self._reader.start()
        #: The endpoint, such as http://127.0.0.1:40123.
        self.url = self._process.stdout.readline().strip()
        #: The control port, with the run's token.
        self.control = self._process.stdout.readline().strip()
        if not self.control:
            self._end()
            raise DeckError("".join(self._told).strip() or "tapedeck ended without a word")
        #: Arguments for boto3.client and boto3.Session: credentials that open nothing, and a region.
        self.credentials = dict(_CREDENTIALS)
        #: The variables by which a client finds the deck; set while the test runs.
        self.environment = {
            "AWS_ENDPOINT_URL_APPRUNNER": self.url,
            **_VARIABLES,
            "AWS_EC2_METADATA_DISABLED": "true",
            # Where the machine's configuration passes over endpoints, clients would ask AWS.
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
            **dict.fromkeys(["NO_PROXY", "no_proxy"], _exceptions()),
            "TAPEDECK_URL": self.url,
        }

    def requests(self, operation: str | None = None) -> list[dict]:
        """The requests so far, oldest first, each with operation, decision, request (the body's text) and more."""
        return self._ask(f"_deck/requests{'?operation=' + urllib.parse.quote(operation) if operation else ''}")["requests"]

    def fault(self, fault: str, operation: str | None = None, times: int = 1) -> None:
        """Lets the next requests meet trouble, such as reset, hang, throttling, error:CODE or status:NNN; the deck's refusal of
        another word names them all. A rule as --fault takes it, CreateConnection:2=503,ok, stands alone."""
        # A rule in the words of --fault says by itself whom it meets and how often.
        wanted = {"fault": fault, **({"times": times} if times != 1 else {}), **({"operation": operation} if operation else {})}
        if remark := self._ask("_deck/faults", json.dumps(wanted).encode()).get("remark"):
            warnings.warn(remark, stacklevel=2)

    def _ask(self, path: str, body: bytes | None = None) -> dict:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        request = urllib.request.Request(f"{self.control.rstrip('/')}/{path}", data=body)
        try:
            with opener.open(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            raise DeckError(json.load(refusal)["error"]) from None

    def _end(self) -> int:
        if not self._process.stdin.closed:
            self._process.stdin.close()
        status = self._process.wait()
        self._reader.join()
        self._process.stdout.close()
        self._process.stderr.close()
        return status

    def finish(self) -> str:
        """Ends the deck; what was missed or never played, with what came nearest, or nothing."""
        status = self._end()
        if status == 0:
            return ""
        told = "".join(self._told).strip()
        if status < 0:
            return f"the deck was ended by signal {-status}: what was missed or never played is not known\n{told}".strip()
        return told or f"tapedeck ended with status {status}"

    def _judge(self, item, when: str, failed: bool) -> None:
        """Fails the test for what the deck found, or says it beside the test's own failure; keeps what was recorded."""
        told = self.finish()
        if told and failed:
            item.add_report_section(when, "tapedeck", told)
        elif told:
            pytest.fail(told, pytrace=False)
        if self._recorded and not failed:
            part, whole = self._recorded
            os.replace(part, whole)


def _exceptions() -> str:
    """The hosts that no proxy is for: the user's own list, and this machine."""
    own = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    hosts = own.replace(",", " ").split()
    if hosts == ["*"]:
        return own
    return ",".join([*filter(None, [own]), *(host for host in ("127.0.0.1", "localhost") if host not in hosts)])


def _program() -> str:
    own = pathlib.Path(sysconfig.get_path("scripts"), "tapedeck")
    found = os.environ.get("TAPEDECK_PROGRAM") or (str(own) if own.exists() else shutil.which("tapedeck"))
    if not found:
        raise DeckError("there is no tapedeck beside this Python nor on PATH; pip install tapedeck")
    return found


def _cassettes_of(test: pathlib.Path) -> pathlib.Path:
    """The folder of a test's own cassettes: the nearest `cassettes` beside or above it."""
    if set_by_hand := os.environ.get("TAPEDECK_CASSETTES"):
        return pathlib.Path(set_by_hand)
    near = (parent / "cassettes" for parent in test.parents if (parent / "cassettes").is_dir())
    return next(near, test.parent / "cassettes")


def _own(name: object, test: pathlib.Path) -> pathlib.Path:
    """The place of a test's own cassette, whether it is there or not."""
    if not isinstance(name, str):
        raise DeckError(f"@pytest.mark.tapedeck takes the names of cassettes, one by one; {name!r} is none")
    return _cassettes_of(test) / (name if name.endswith(".har") else f"{name}.har")


def _shipped(name: str, program: str) -> pathlib.Path | None:
    """A cassette that comes with the program; `None` where there is none of the name, or where a folder was set by hand."""
    if os.environ.get("TAPEDECK_CASSETTES"):
        return None
    share = os.environ.get("TAPEDECK_SHARE") or pathlib.Path(program).resolve().parent.parent / "share/tapedeck"
    path = pathlib.Path(share, "cassettes", name if name.endswith(".har") else f"{name}.har")
    return path if path.exists() else None


class _Draft:
    """Where a cassette is recorded until its test has passed.

    A lock is held as long as somebody works at it: the deck has it, too, and outlives a pytest that was killed by a moment."""

    def __init__(self, cassette: pathlib.Path):
        cassette.parent.mkdir(parents=True, exist_ok=True)
        for number in itertools.count():
            stem = f"{cassette.stem}.{os.getpid()}{f'-{number}' if number else ''}.part"
            self._lock_path = cassette.with_name(f"{stem}.lock")
            self._lock = open(self._lock_path, "a")
            # Whoever clears up may have taken it in between.
            try:
                if _is_ours(self._lock, self._lock_path):
                    break
            except OSError:
                # A file system that knows no locks: nobody can tell that it is free, so nobody takes it away either.
                break
            self._lock.close()
        self.path = cassette.with_name(f"{stem}.har")
        self.held = (self._lock.fileno(),)

    def close(self) -> None:
        self.path.unlink(missing_ok=True)
        self._lock_path.unlink(missing_ok=True)
        self._lock.close()


def _is_ours(lock, path: pathlib.Path) -> bool:
    """Whether nobody else holds a file, which is still in its place; an OSError where that can't be known."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(lock.fileno()), os.stat(path))
    except (BlockingIOError, FileNotFoundError):
        return False


def _clear(cassette: pathlib.Path) -> None:
    """Removes what a pytest that was killed while it recorded has left; the test had not come to its end."""
    for path in cassette.parent.glob(f"{glob.escape(cassette.stem)}.*.part.lock"):
        try:
            with open(path, "r+") as lock:
                if _is_ours(lock, path):
                    # The cassette, the recorder's journal, and the lock itself.
                    for left in path.parent.glob(f"{glob.escape(path.name.removesuffix('lock'))}*"):
                        left.unlink(missing_ok=True)
        except OSError:
            # Another user's, or one that another worker has removed just now: it is not in the way of this test.
            continue


def _missing(path: pathlib.Path, folder: pathlib.Path, command: str) -> DeckError:
    """Why a cassette can't be played, and what to do."""
    known = [str(found.relative_to(folder).with_suffix("")) for found in folder.glob("**/*.har")]
    near = difflib.get_close_matches(os.path.relpath(path.with_suffix(""), folder), known)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return DeckError(f"can't read {path}: there is no such file{hint}; to make it: {command}")


def pytest_addoption(parser):
    group = parser.getgroup("tapedeck")
    group.addoption(
        "--tapedeck-record", choices=["none", "missing", "all"], default="none",
        help="record cassettes: those that are not there, or all; a test that fails leaves none (default: none)")
    group.addoption(
        "--tapedeck-upstream", default="stand-in", metavar="URL",
        help="where requests go while a cassette is recorded (default: stand-in, the one that comes with Tapedeck)")


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "tapedeck(*cassettes, at_end='fail', bind=(), match=()): replay these cassettes to the test; "
        "the fixture is deck")


def _options(mark) -> list[str]:
    """The deck's options that the mark's words stand for: at_end, and bind and match, each one or several."""
    if unknown := sorted(set(mark.kwargs) - {"at_end", "bind", "match"}):
        raise DeckError(f"@pytest.mark.tapedeck has no {', '.join(unknown)}; it takes at_end, bind and match")
    options = []
    for name, value in mark.kwargs.items():
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, (list, tuple)) or not all(isinstance(one, str) for one in values):
            raise DeckError(f"{name} of @pytest.mark.tapedeck takes a text, or several; {value!r} is none")
        for one in values:
            options += [f"--{name.replace('_', '-')}", one]
    return options


@pytest.fixture
def deck(request, monkeypatch):
    """The test's own deck, which serves the cassettes of its mark."""
    mark = request.node.get_closest_marker("tapedeck")
    if mark is None or not mark.args:
        pytest.fail('name a cassette: @pytest.mark.tapedeck("apprunner/connections/create-github")', pytrace=False)
    mode = request.config.getoption("--tapedeck-record")
    node = shlex.quote(request.node.nodeid)
    draft = trouble = None
    try:
        program = _program()
        # What is recorded is the test's own: a cassette that comes with the program stays as it is.
        paths = [_own(name, request.node.path) for name in mark.args]
        for path in paths:
            _clear(path.resolve())
        if mode != "all":
            paths = [
                path if path.exists() else _shipped(name, program) or path for name, path in zip(mark.args, paths)]
        options = _options(mark)
        missing = [path for path in paths if not path.exists()]
        if mode == "all" or (mode == "missing" and missing):
            if len(paths) != 1:
                raise DeckError("a recording makes one cassette; name one, or record them one by one")
            # Where the cassette is a link, what it leads to is recorded: others may have it too.
            paths = [paths[0].resolve()]
            try:
                draft = _Draft(paths[0])
            except OSError as error:
                raise DeckError(f"can't record {paths[0]}: {error}") from None
            upstream = request.config.getoption("--tapedeck-upstream")
            words = ["record", "--upstream", upstream, "--cassette", str(draft.path), "--title", request.node.nodeid]
        elif missing:
            # A recording makes one cassette: a command that is refused is no advice.
            command = f"pytest --tapedeck-record=missing {node}" if len(paths) == 1 else \
                f"tapedeck record --upstream stand-in --cassette {shlex.quote(str(missing[0]))}"
            raise _missing(missing[0], _cassettes_of(request.node.path), command)
        else:
            words = ["replay", *map(str, paths), *options]
        # What a miss advises; `tapedeck record` where there are several cassettes.
        remedy = f"pytest --tapedeck-record=all --tapedeck-upstream {{upstream}} {node}" if len(paths) == 1 else ""
        made = Deck(program, words, {"TAPEDECK_REMEDY": remedy}, draft.held if draft else ())
    except DeckError as error:
        trouble = str(error)
        if draft:
            draft.close()
    # Outside of the handler, or pytest would tell of the error twice.
    if trouble:
        pytest.fail(trouble, pytrace=False)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    request.node.stash[_DECK] = made
    request.node.stash[_HOLDERS] = {"deck"}
    made._recorded = (draft.path, paths[0]) if draft else None
    made._is_asked_later = made._has_failed = False
    yield made
    try:
        if made._is_asked_later:
            made._judge(request.node, "teardown", made._has_failed)
    finally:
        made._end()
        if draft:
            draft.close()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    """Knows the fixtures that go on after the test with the deck: what they ask then belongs to the conversation."""
    result = yield
    holders = request.node.stash.get(_HOLDERS, None)
    if holders and not holders.isdisjoint(fixturedef.argnames):
        holders.add(fixturedef.argname)
        if inspect.isgeneratorfunction(fixturedef.func) or inspect.isasyncgenfunction(fixturedef.func):
            request.node.stash[_DECK]._is_asked_later = True
    return result


@pytest.fixture(autouse=True)
def _deck_of_the_mark(request):
    """A test that has the mark gets its deck, whether it names the fixture or not."""
    if request.node.get_closest_marker("tapedeck"):
        request.getfixturevalue("deck")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Judges the deck as a part of the test, so that a miss is its failure and no error beside it; later only where a fixture
    that has the deck goes on after the test."""
    made = item.stash.get(_DECK, None)
    try:
        result = yield
    except BaseException:
        if made:
            made._has_failed = True
            if not made._is_asked_later:
                made._judge(item, "call", True)
        raise
    if made:
        # What fails a unittest.TestCase is not raised; pytest takes it from there.
        made._has_failed = bool(getattr(item, "_excinfo", None))
        if not made._is_asked_later:
            made._judge(item, "call", made._has_failed)
    return result
