"""Wrong input is answered in one line with an exit code, before anything is started."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from rooms.peer.line import Weather
from tests.town import free_port
from web.cli import app
from web.rehearsal.faults import Kill, read_kills, read_line


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["https://x.example", "--local"], "either an address or --local is expected, not both"),
        (["gopher://x.example"], "gopher://x.example: an address such as https://dialog.example.org is expected"),
        (["https://x.example"], "https://x.example: --key is missing"),
        (["https://x.example", "--key", "k", "--kill", "media@5"], "--kill needs a server of the rehearsal's own"),
        (["--media", "some"], "--media some: one of none, light, full is expected"),
        (["--kill", "disk@5"], "--kill disk@5: media@SECONDS or control@SECONDS is expected"),
        (["--line", "loss=x"], "--line loss=x: loss=PERCENT, delay=MS, jitter=MS or rate=KBIT is expected"),
        (["--line", "loss=80"], "--line loss=80: a loss of 0 to 50 percent is expected"),
        (["--script", "nowhere.yaml"], "nowhere.yaml: "),
        (["--script", "unknown"], "unknown: "),
    ],
)
def test_wrong_input_is_said_in_one_line(arguments: list[str], sentence: str) -> None:
    result = CliRunner().invoke(app, ["rehearse", *arguments])
    assert result.exit_code == 2, result.output
    assert result.output.startswith(sentence)
    assert result.output.count("\n") <= 2


def test_an_unknown_server_is_said_in_one_line() -> None:
    import socket

    address = f"http://127.0.0.1:{free_port(socket.SOCK_STREAM)}"
    result = CliRunner().invoke(app, ["rehearse", address, "--key", "k", "--citizens", "2"])
    assert result.exit_code == 2
    assert f"{address}: no server answers there" in result.output


def test_faults_are_read_in_order_of_time() -> None:
    assert read_kills("control@900, media@600") == [Kill("media", 600.0), Kill("control", 900.0)]
    assert read_kills("") == []


@pytest.mark.parametrize("text", ["media", "media@", "media@x", "@5", "media@-3"])
def test_a_fault_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"--kill {text}: media@SECONDS"):
        read_kills(text)


def test_a_line_is_read_in_percent_and_milliseconds() -> None:
    assert read_line("loss=5,delay=60") == Weather(0.05, 60.0, 0.0)
    assert read_line("rate=500,jitter=10") == Weather(0.0, 0.0, 10.0, rate_bps=500_000)


@pytest.mark.parametrize("text", ["loss=-1", "speed=3", "delay"])
def test_a_line_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="--line"):
        read_line(text)


def test_a_report_file_is_not_made_where_nothing_ran(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    CliRunner().invoke(app, ["rehearse", "--media", "some", "--json", str(target)])
    assert not target.exists()
