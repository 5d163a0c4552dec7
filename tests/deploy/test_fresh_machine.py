"""The handbook, followed literally on an empty machine: from its command to a dialogue by HTTPS and TURN, an update, a
restart, and back from a backup."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.deploy.fresh import PAGES, TURN, Machine, machine, needs_one, until
from tests.deploy.test_turn import relayed
from tests.journeys.people import FLAGS, person
from web.creation import Invitation

pytestmark = [pytest.mark.long, pytest.mark.alone]
ROOT = Path(__file__).parents[2]
HANDBOOK = (ROOT / "deploy/README.md").read_text(encoding="utf-8")
CLONED = "/srv/dialogue.git"
HEALTHY = "curl -fsS http://127.0.0.1:8000/health"


def commands(heading: str) -> str:
    """The first block of commands below a heading of the handbook."""
    found = re.search(rf"^## {re.escape(heading)}\n.*?^```\n(.*?)^```", HANDBOOK, re.DOTALL | re.MULTILINE)
    assert found is not None, heading
    return found[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine on which the handbook's commands were given, word for word but for where the program comes from."""
    needs_one()
    with machine(tmp_path_factory.mktemp("fresh")) as made:
        subprocess.run(["git", "clone", "-q", "--bare", ROOT, f"{made.root}{CLONED}"], check=True)
        given = commands("In zehn Minuten: ein leerer Rechner wird der Server").replace("ADRESSE", CLONED)
        print(made.does(given))
        yield made


def test_pages_come_by_https_and_nothing_else_is_open(server: Machine) -> None:
    assert server.state() == "running"
    page = "curl", "-sS", "-o", "/dev/null", "-w"
    assert server.outside(*page, "%{http_code}", "https://dialog.example.org/") == "200"
    assert server.outside(*page, "%{http_code}", "https://dialog.example.org/metrics") == "404"
    sent = server.outside(*page, "%{http_code} %{redirect_url}", "http://dialog.example.org/j/x")
    assert sent == "301 https://dialog.example.org/j/x"
    listening = server.does("ss -Hlnt | awk '{print $4}' | sort -u").split()
    assert {f"{PAGES}:80", f"{PAGES}:443", f"{PAGES}:10000", f"{TURN}:80", f"{TURN}:443"} <= {*listening}
    assert "127.0.0.1:8000" in listening
    assert "policy drop" in server.does("nft list chain inet dialogue input")


async def test_citizen_whose_network_lets_out_443_alone_comes_in_by_turn(
    server: Machine, chromium: str, tmp_path: Path
) -> None:
    told = server.does("dialogue new park --script trial --facilitators 0 --citizens 1 --minutes 5")
    link = re.search(r"^Bürgerin.*?(https://\S+)", told, re.MULTILINE)
    assert link is not None, told
    browser_there = tmp_path / "chromium"
    browser_there.write_text(f'#!/bin/sh\nexec nsenter --net=/run/netns/{server.street} {chromium} "$@"\n')
    browser_there.chmod(0o755)
    names = f"MAP dialog.example.org {PAGES},MAP turn.example.org {TURN}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_there,
            args=[*FLAGS, f"--host-resolver-rules={names}", "--ignore-certificate-errors"],
        )
        try:
            found = await relayed(await person(browser, "Ada", Invitation("citizen", 3, link[1], "")))
        finally:
            await browser.close()
    assert found == ["relay", "tls"]


def test_update_starts_the_new_version_with_what_was_given_before(server: Machine) -> None:
    before = server.does("systemctl show -p MainPID --value dialogue")
    said = server.does("cd /root/dialogue && git pull -q && deploy/install.sh")
    assert "another version" not in said
    assert server.does("systemctl show -p MainPID --value dialogue") == before
    server.does("cd /root/dialogue && sed -i 's/0.1.0/0.1.1/' web/state.py && deploy/install.sh")
    assert '"build":"0.1.1"' in server.does(HEALTHY)


def test_everything_comes_back_after_a_restart_and_from_a_backup(server: Machine) -> None:
    server.does("systemctl start dialogue-backup")
    kept = server.does("dialogue db check")
    server.stop()
    server.start()
    until(lambda: "ok" in server.does(f"{HEALTHY} || true"))
    assert server.state() == "running"
    server.does(
        """systemctl stop dialogue
        mkdir /root/former && cd /var/lib/dialogue && mv dialogue.db* /root/former/
        dialogue db restore /var/backups/dialogue/dialogue-*.gz
        systemctl start dialogue"""
    )
    until(lambda: "ok" in server.does(f"{HEALTHY} || true"))
    assert server.does("dialogue db check").split(",")[0] == kept.split(",")[0]
    page = server.outside("curl", "-sS", "https://dialog.example.org/d/park")
    assert "Musterstadt" in page
