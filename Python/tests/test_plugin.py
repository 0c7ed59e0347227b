"""The plugin, from outside: each test here runs pytest on a file of tests."""
import fcntl
import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

CASSETTES = pathlib.Path(__file__).parents[2] / "cassettes"
CREATE = """
    import boto3
    import pytest

    def create(**endpoint):
        client = boto3.client("apprunner", **endpoint)
        return client.create_connection(ConnectionName="my-github-connection", ProviderType="GITHUB")["Connection"]
"""
MARK = '\n    @pytest.mark.tapedeck("apprunner/connections/create-github")\n'


@pytest.fixture
def suite(pytester):
    """A folder with the shipped cassettes beside its tests."""
    def run(text, *words):
        if not (pytester.path / "cassettes").exists():
            (pytester.path / "cassettes").symlink_to(CASSETTES)
        pytester.makepyfile(CREATE + text)
        return pytester.runpytest_subprocess("-p", "pytest_tapedeck", *words)
    return run


def test_replays_to_boto3(suite):
    suite(MARK + """
    def test_it(deck):
        assert create(endpoint_url=deck.url, **deck.credentials)["Status"] == "PENDING_HANDSHAKE"
        (request,) = deck.requests()
        assert request["operation"] == "CreateConnection" and request["decision"].startswith("played")
    """).assert_outcomes(passed=1)


def test_the_mark_alone_puts_the_deck_into_the_environment(suite):
    suite(MARK + """
    def test_it():
        assert create()["ConnectionName"] == "my-github-connection"
    """).assert_outcomes(passed=1)


def test_nothing_of_the_machines_configuration_leads_past_the_deck(suite, monkeypatch, tmp_path):
    (tmp_path / "config").write_text("[default]\nignore_configured_endpoint_urls = true\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_DEFAULT_PROFILE", "not-there")
    # Nobody listens there: a client that is led elsewhere fails at once.
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    suite(MARK + """
    def test_it():
        assert create()["ConnectionName"] == "my-github-connection"
    """).assert_outcomes(passed=1)


def test_a_child_process_finds_the_deck(suite):
    suite(MARK + """
    def test_it():
        import subprocess, sys
        code = 'import boto3; boto3.client("apprunner").create_connection(ConnectionName="my-github-connection", ProviderType="GITHUB")'
        subprocess.run([sys.executable, "-c", code], check=True)
    """).assert_outcomes(passed=1)


def test_an_entry_that_was_never_played_fails_the_test(suite):
    result = suite(MARK + """
    def test_it(deck):
        pass
    """)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*never played: entry 1 (CreateConnection my-github-connection)*"])


CLEANING = """
    @pytest.fixture
    def connection(deck):
        made = create(endpoint_url=deck.url, **deck.credentials)
        yield made
        client = boto3.client("apprunner", endpoint_url=deck.url, **deck.credentials)
        client.delete_connection(ConnectionArn=made["ConnectionArn"])

    @pytest.fixture
    def name(connection):
        return connection["ConnectionName"]

    @pytest.mark.tapedeck("mine")
    def test_it(name):
        assert name == "my-github-connection"
"""


def test_what_a_fixture_asks_after_the_test_is_recorded_and_played(suite, pytester):
    (pytester.path / "cassettes").mkdir()
    for words in [("--tapedeck-record=missing",), ()]:
        suite(CLEANING, *words).assert_outcomes(passed=1)
    entries = json.loads((pytester.path / "cassettes/mine.har").read_text())["log"]["entries"]
    assert [entry["_operation"] for entry in entries] == ["CreateConnection", "DeleteConnection"]


def test_what_is_left_over_after_a_fixtures_end_is_an_error(suite):
    result = suite(CLEANING.replace("client.delete", "0 and client.delete").replace('"mine"', '"apprunner/connections/delete"'))
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*never played: entry 3 (DeleteConnection my-github-connection)*"])


def test_a_failure_begins_with_what_failed(suite, monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    result = suite(MARK + """
    def test_it(deck):
        pass
    """)
    result.stdout.fnmatch_lines(["*_ test_it _*", "tapedeck: 0 played, 0 missed, 1 never played"], consecutive=True)


def test_a_miss_says_what_came_nearest_also_where_the_client_throws(suite):
    result = suite(MARK + """
    def test_it(deck):
        boto3.client("apprunner").create_connection(ConnectionName="mine", ProviderType="GITHUB")
    """)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*tapedeck: miss: *", "*ConnectionName*"])


def test_a_miss_that_the_client_swallows_fails_the_test(suite):
    result = suite(MARK + """
    def test_it(deck):
        create()
        try:
            boto3.client("apprunner").list_connections()
        except Exception:
            pass
    """)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*miss: *ListConnections*"])


def test_faults_meet_the_next_request(suite):
    suite(MARK + """
    def test_it(deck):
        deck.fault("throttling", operation="CreateConnection")
        create()
        assert len(deck.requests("CreateConnection")) == 2
    """).assert_outcomes(passed=1)


def test_a_fault_that_nothing_met_fails_the_test(suite):
    result = suite(MARK + """
    def test_it(deck):
        deck.fault("throttling", operation="TagResource")
        create()
    """)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*the fault TagResource=throttling was not met*"])


def test_an_unknown_fault_is_refused_in_a_sentence(suite):
    result = suite(MARK + """
    def test_it(deck):
        deck.fault("earthquake")
    """)
    result.stdout.fnmatch_lines(["*earthquake is no fault; expected reset, *"])


def test_a_cassette_that_is_not_there_is_told(suite):
    result = suite("""
    @pytest.mark.tapedeck("nothing/here")
    def test_it(deck):
        pass
    """)
    assert result.parseoutcomes().get("errors", 0) + result.parseoutcomes().get("failed", 0) == 1
    result.stdout.fnmatch_lines(
        ["can't read *cassettes/nothing/here.har: there is no such file; to make it: pytest --tapedeck-record=missing *::test_it"])
    result.stdout.no_fnmatch_line("*During handling of the above exception*")


def test_a_test_of_two_cassettes_is_not_told_to_record_them(suite):
    """A recording makes one cassette."""
    result = suite("""
    @pytest.mark.tapedeck("apprunner/connections/create-github", "nothing/here")
    def test_one_is_missing():
        pass

    @pytest.mark.tapedeck("apprunner/connections/create-github", "apprunner/connections/delete", at_end="hold")
    def test_misses():
        boto3.client("apprunner").create_connection(ConnectionName="mine", ProviderType="GITHUB")
    """)
    result.stdout.fnmatch_lines_random([
        "can't read *nothing/here.har: *; to make it: tapedeck record --upstream stand-in --cassette *nothing/here.har",
        "*again, into one cassette that is replayed alone: tapedeck record --upstream stand-in --cassette NEW.har*"])
    for words in ("*--tapedeck-record*", "*sh -c*"):
        result.stdout.no_fnmatch_line(words)


def test_a_test_that_asks_nothing_is_told_of_no_command(pytester, monkeypatch, tmp_path):
    """What the deck runs is nothing that a test's author knows of."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    pytester.makepyfile(CREATE + """
    @pytest.mark.tapedeck("mine")
    def test_it():
        pass
    """)
    result = pytester.runpytest_subprocess("-p", "pytest_tapedeck", "--tapedeck-record=missing")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*nothing was recorded, *: no request came to http://127.0.0.1:*"])
    result.stdout.no_fnmatch_line("*the command*")


@pytest.mark.parametrize("own, exceptions", [
    (None, "127.0.0.1,localhost"), ("mine.example", "mine.example,127.0.0.1,localhost"),
    ("localhost, mine.example", "localhost, mine.example,127.0.0.1"), ("*", "*"),
])
def test_the_users_exceptions_from_a_proxy_stay(suite, monkeypatch, own, exceptions):
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    if own:
        monkeypatch.setenv("NO_PROXY", own)
    suite(MARK + f"""
    def test_it():
        import os
        create()
        assert os.environ["NO_PROXY"] == os.environ["no_proxy"] == {exceptions!r}
    """).assert_outcomes(passed=1)


def test_a_name_that_is_nearly_right_is_told(suite):
    result = suite(MARK.replace("create-github", "create-gihub") + """
    def test_it():
        pass
    """)
    result.stdout.fnmatch_lines(["*; did you mean apprunner/connections/create-github*?; to make it: *"])


def test_what_comes_with_the_program_is_not_recorded_over(pytester, monkeypatch):
    share = pytester.path / "share"
    shutil.copytree(CASSETTES, share / "cassettes")
    shipped = share / "cassettes/apprunner/connections/create-github.har"
    before = shipped.read_bytes()
    monkeypatch.setenv("TAPEDECK_SHARE", str(share))
    pytester.makepyfile(**{"tests/test_it": CREATE + MARK + """
    def test_it():
        create()
    """})
    own = pytester.path / "tests/cassettes/apprunner/connections/create-github.har"
    for words, is_there in [((), False), (("--tapedeck-record=missing",), False), (("--tapedeck-record=all",), True)]:
        pytester.runpytest_subprocess("-p", "pytest_tapedeck", *words).assert_outcomes(passed=1)
        assert own.exists() == is_there
    assert shipped.read_bytes() == before


def test_a_deck_that_was_killed_is_not_taken_for_a_clean_one(suite):
    result = suite(MARK + """
    def test_it(deck):
        import os, signal
        os.kill(deck._process.pid, signal.SIGKILL)
    """)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*the deck was ended by signal 9: what was missed or never played is not known*"])


def test_a_fault_for_what_nothing_knows_is_warned_of(suite):
    suite(MARK + """
    def test_it(deck):
        create()
        with pytest.warns(UserWarning, match="nothing here knows an operation Foo"):
            deck.fault("ok", operation="Foo")
    """).assert_outcomes(passed=1)


def test_a_fault_may_be_a_rule(suite):
    suite(MARK + """
    def test_it(deck):
        deck.fault("CreateConnection:1=throttling,ok")
        create()
        assert [request["decision"] for request in deck.requests()][0] == "fault throttling"
    """).assert_outcomes(passed=1)


@pytest.mark.parametrize("words, sentence", [
    ('["a"]', r"*takes the names of cassettes, one by one; [[]'a'[]] is none*"),
    ('"apprunner/connections/create-github", bind=None', "*bind of @pytest.mark.tapedeck takes a text, or several; None is none*"),
])
def test_what_is_no_text_in_a_mark_is_refused_in_a_sentence(suite, words, sentence):
    result = suite(f"""
    @pytest.mark.tapedeck({words})
    def test_it():
        pass
    """)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([sentence])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_records_what_is_missing_and_then_replays_it(pytester):
    pytester.makepyfile(CREATE + """
    @pytest.mark.tapedeck("mine/first")
    def test_it():
        assert create()["Status"] == "PENDING_HANDSHAKE"
    """)
    cassette = pytester.path / "cassettes/mine/first.har"
    pytester.runpytest_subprocess("-p", "pytest_tapedeck", "--tapedeck-record=missing").assert_outcomes(passed=1)
    assert cassette.exists() and [path.name for path in cassette.parent.iterdir()] == ["first.har"]
    before = cassette.read_bytes()
    pytester.runpytest_subprocess("-p", "pytest_tapedeck", "--tapedeck-record=missing").assert_outcomes(passed=1)
    assert cassette.read_bytes() == before


def test_a_link_to_a_cassette_stays_one(pytester):
    """What tests share is recorded for them all."""
    (pytester.path / "cassettes").mkdir()
    (pytester.path / "shared").mkdir()
    link, shared = pytester.path / "cassettes/mine.har", pytester.path / "shared/mine.har"
    link.symlink_to("../shared/mine.har")
    pytester.makepyfile(CREATE + """
    @pytest.mark.tapedeck("mine")
    def test_it():
        create()
    """)
    # There is no file at first, and then there is one.
    for mode in ("missing", "all"):
        pytester.runpytest_subprocess("-p", "pytest_tapedeck", f"--tapedeck-record={mode}").assert_outcomes(passed=1)
        assert link.is_symlink() and "PENDING_HANDSHAKE" in shared.read_text()
        assert [path.name for path in shared.parent.iterdir()] == ["mine.har"]
        shared.write_text(shared.read_text().replace("PENDING_HANDSHAKE", "AVAILABLE"))


def test_a_test_that_fails_leaves_no_recording(pytester):
    pytester.makepyfile(CREATE + """
    @pytest.mark.tapedeck("mine/first")
    def test_it():
        create()
        assert False
    """)
    pytester.runpytest_subprocess("-p", "pytest_tapedeck", "--tapedeck-record=missing").assert_outcomes(failed=1)
    assert not list(pytester.path.glob("cassettes/mine/*"))


@pytest.mark.parametrize("later", ["none", "missing", "all"])
def test_what_a_killed_run_left_is_removed_by_a_later_one(pytester, monkeypatch, later):
    pytester.makepyfile(CREATE + """
    @pytest.mark.tapedeck("mine/first")
    def test_it():
        create()
        import os, signal
        if not os.environ.get("LIVES"):
            os.kill(os.getpid(), signal.SIGKILL)
    """)
    folder = pytester.path / "cassettes/mine"
    pytester.runpytest_subprocess("-p", "pytest_tapedeck", "--tapedeck-record=all")
    assert any(path.name.endswith(".part.lock") for path in folder.iterdir()), list(folder.iterdir())
    # The deck outlives the run by a moment, and works at its cassette.
    for lock in folder.glob("*.lock"):
        with open(lock) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
    monkeypatch.setenv("LIVES", "1")
    pytester.runpytest_subprocess("-p", "pytest_tapedeck", f"--tapedeck-record={later}")
    assert [path.name for path in folder.iterdir()] == ([] if later == "none" else ["first.har"])


def test_what_a_living_run_works_at_stays(pytester):
    folder = pytester.path / "cassettes/mine"
    folder.mkdir(parents=True)
    pytester.makepyfile(CREATE + """
    @pytest.mark.tapedeck("mine/first")
    def test_it():
        create()
    """)
    for name in ("first.1.part.har", "first.1.part.har.journal", "first.1.part.lock", "other.1.part.har"):
        (folder / name).write_text("")
    with open(folder / "first.1.part.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        pytester.runpytest_subprocess("-p", "pytest_tapedeck", "--tapedeck-record=missing").assert_outcomes(passed=1)
        assert len(list(folder.iterdir())) == 5
    pytester.runpytest_subprocess("-p", "pytest_tapedeck", "--tapedeck-record=missing").assert_outcomes(passed=1)
    assert sorted(path.name for path in folder.iterdir()) == ["first.har", "other.1.part.har"]


@pytest.mark.parametrize("kind", ["ENOLCK", "EOPNOTSUPP"])
def test_a_file_system_without_locks_is_recorded_to(pytester, kind):
    pytester.makeconftest(f"""
    import errno, fcntl

    def none(*_):
        raise OSError(errno.{kind}, "no locks")

    fcntl.flock = none
    """)
    pytester.makepyfile(CREATE + """
    @pytest.mark.tapedeck("mine/first")
    def test_it():
        create()
    """)
    folder = pytester.path / "cassettes/mine"
    folder.mkdir(parents=True)
    (folder / "first.1.part.lock").write_text("")
    pytester.runpytest_subprocess("-p", "pytest_tapedeck", "--tapedeck-record=all").assert_outcomes(passed=1)
    # Whether somebody works at the other one can't be known.
    assert sorted(path.name for path in folder.iterdir()) == ["first.1.part.lock", "first.har"]


def test_a_miss_advises_a_command_of_pytest(suite):
    result = suite(MARK + """
    def test_it(deck):
        boto3.client("apprunner").create_connection(ConnectionName="mine", ProviderType="GITHUB")
    """)
    result.stdout.fnmatch_lines(["*again: pytest --tapedeck-record=all --tapedeck-upstream stand-in test_*.py::test_it*"])
    result.stdout.no_fnmatch_line("*sh -c*")


def test_a_unittest_is_judged_too(suite):
    result = suite("""
    import unittest

    @pytest.mark.tapedeck("apprunner/connections/create-github")
    class Cases(unittest.TestCase):
        def test_creates(self):
            self.assertEqual(create()["Status"], "PENDING_HANDSHAKE")

        def test_leaves_it(self):
            pass

        def test_fails(self):
            self.fail("of its own")
    """)
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*of its own*"])
    result.stdout.fnmatch_lines(["*never played: entry 1 (CreateConnection my-github-connection)*"])


def test_a_client_may_make_up_its_names(suite):
    suite("""
    @pytest.mark.tapedeck("apprunner/connections/create-github", bind="ConnectionName")
    def test_it():
        made = boto3.client("apprunner").create_connection(ConnectionName="mine", ProviderType="GITHUB")
        assert made["Connection"]["ConnectionName"] == "mine"

    @pytest.mark.tapedeck("apprunner/connections/create-github", match=["operation"], at_end="hold")
    def test_loosely():
        boto3.client("apprunner").create_connection(ConnectionName="mine", ProviderType="BITBUCKET")
        create()
    """).assert_outcomes(passed=2)


def test_a_mark_that_says_something_unknown_is_refused(suite):
    result = suite("""
    @pytest.mark.tapedeck("apprunner/connections/create-github", atend="hold")
    def test_it():
        pass
    """)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*@pytest.mark.tapedeck has no atend; it takes at_end, bind and match*"])


def test_a_recorder_signs_with_the_users_own_credentials(pytester, monkeypatch):
    """Temporary ones too, whose token stands in the environment."""
    words = ["simulate", "--verify-signatures", "TEMPKEY:a-secret-of-mine:a-token-of-mine", "--"]
    for name, value in [("ACCESS_KEY_ID", "TEMPKEY"), ("SECRET_ACCESS_KEY", "a-secret-of-mine"),
                        ("SESSION_TOKEN", "a-token-of-mine"), ("REGION", "us-east-1")]:
        monkeypatch.setenv(f"AWS_{name}", value)
    pytester.makepyfile(CREATE + """
    @pytest.mark.tapedeck("made")
    def test_it(deck):
        create()
    """)
    command = [*words, sys.executable, "-m", "pytest", "-p", "pytest_tapedeck", "--tapedeck-record=missing"]
    program = os.environ.get("TAPEDECK_PROGRAM") or shutil.which("tapedeck")
    ended = subprocess.run([program, *command, "--tapedeck-upstream", "{url}"], cwd=pytester.path, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    text = (pytester.path / "cassettes/made.har").read_text()
    assert "PENDING_HANDSHAKE" in text and "a-token-of-mine" not in text


def test_each_worker_has_decks_of_its_own(suite):
    pytest.importorskip("xdist")
    suite("""
    @pytest.mark.tapedeck("apprunner/connections/create-github")
    @pytest.mark.parametrize("number", range(8))
    def test_it(number):
        create()
    """, "-n", "2").assert_outcomes(passed=8)


def test_tests_without_the_mark_start_nothing(suite):
    suite("""
    def test_it():
        import os
        assert "TAPEDECK_URL" not in os.environ
    """).assert_outcomes(passed=1)
