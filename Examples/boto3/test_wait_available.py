import subprocess
import sys
import pathlib

import pytest

from wait_available import create

SCRIPT = pathlib.Path(__file__).with_name("wait_available.py")


@pytest.mark.tapedeck("handshake")
def test_polls_until_it_is_available(deck):
    assert create("my-github-connection", pause=0)["Status"] == "AVAILABLE"
    assert len(deck.requests("ListConnections")) == 3


@pytest.mark.tapedeck("handshake")
def test_the_script_prints_the_arn():
    ran = subprocess.run([sys.executable, SCRIPT, "my-github-connection", "0"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("arn:aws:apprunner:")


@pytest.mark.tapedeck("handshake")
def test_a_throttled_poll_is_tried_again(deck):
    deck.fault("throttling", operation="ListConnections")
    assert create("my-github-connection", pause=0)["Status"] == "AVAILABLE"
    assert len(deck.requests("ListConnections")) == 4


@pytest.mark.tapedeck("handshake-error")
def test_a_handshake_that_failed_is_told():
    with pytest.raises(RuntimeError, match="is ERROR"):
        create("my-github-connection", pause=0)
