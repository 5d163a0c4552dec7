"""The files of deploy/: checked by their own programs where they can be had, and filled in by install.sh."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
GIVEN = ["--name", "dialog.example.org", "--address", "203.0.113.7", "--hotline", "0800 123 456"]
TURN = ["--turn", "turn.example.org", "--turn-address", "203.0.113.8"]


def run(command: Sequence[str | Path], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=120, env=os.environ | environment
    )


def needs(program: str) -> str:
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that install.sh would write, with TURN."""
    root = tmp_path_factory.mktemp("root")
    made = run([DEPLOY / "install.sh", "--dry-run", root, *GIVEN, *TURN, "--media-processes", "3"])
    assert made.returncode == 0, made.stderr
    return root


def test_everything_is_filled_in(filled: Path) -> None:
    files = [each for each in filled.rglob("*") if each.is_file()]
    assert len(files) >= 11
    left = {each.name: re.findall(r"@[A-Z_]+@", each.read_text(encoding="utf-8")) for each in files}
    assert {name: found for name, found in left.items() if found} == {}
    assert "10000-10002" in (filled / "etc/nftables.conf").read_text()


def test_settings_are_sound_secret_and_never_written_over(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled / "etc", tmp_path / "etc")
    env = tmp_path / "etc/dialogue/env"
    before = env.read_text()
    assert env.stat().st_mode & 0o077 == 0
    assert run([DEPLOY / "install.sh", "--dry-run", tmp_path]).returncode == 0
    assert env.read_text() == before
    given = dict(line.split("=", 1) for line in before.splitlines())
    secret = given["TURN_SECRET"]
    assert f"static-auth-secret={secret}" in (tmp_path / "etc/turnserver.conf").read_text().splitlines()
    checked = run(
        [shutil.which("python3") or "python3", "-c", "from dialogue.settings import load; print(load().public_url)"],
        **{name: value.strip('"') for name, value in given.items()},
        PYTHONPATH=os.pathsep.join([str(ROOT), *filter(None, __import__("sys").path)]),
    )
    assert checked.stdout == "https://dialog.example.org\n", checked.stderr


def test_again_without_options_it_takes_the_last_ones_and_the_settings_as_they_are_now(
    filled: Path, tmp_path: Path
) -> None:
    shutil.copytree(filled / "etc", tmp_path / "etc")
    env = tmp_path / "etc/dialogue/env"
    env.write_text(env.read_text().replace("MEDIA_PROCESSES=3", "MEDIA_PROCESSES=5"))
    assert run([DEPLOY / "install.sh", "--dry-run", tmp_path]).returncode == 0
    assert "10000-10004" in (tmp_path / "etc/nftables.conf").read_text()
    for same in ("etc/caddy/Caddyfile", "etc/turnserver.conf", "etc/dialogue/install"):
        assert (tmp_path / same).read_text() == (filled / same).read_text()


def test_turn_can_be_added_later(tmp_path: Path) -> None:
    assert run([DEPLOY / "install.sh", "--dry-run", tmp_path, *GIVEN]).returncode == 0
    env = tmp_path / "etc/dialogue/env"
    before = env.read_text()
    assert "TURN" not in before
    assert run([DEPLOY / "install.sh", "--dry-run", tmp_path, *GIVEN, *TURN]).returncode == 0
    added = dict(line.split("=", 1) for line in env.read_text().removeprefix(before).splitlines())
    assert added["TURN_URL"] == "turns:turn.example.org:443?transport=tcp"
    assert f"static-auth-secret={added['TURN_SECRET']}" in (tmp_path / "etc/turnserver.conf").read_text()


def test_command_works_on_the_server_s_data_with_its_settings(filled: Path, tmp_path: Path) -> None:
    """As installed, with the places of this test; asked from another folder."""
    data, bin_, elsewhere = tmp_path / "data", tmp_path / "bin", tmp_path / "elsewhere"
    for folder in (data, bin_, elsewhere):
        folder.mkdir()
    (data / ".env").symlink_to(filled / "etc/dialogue/env")
    program, path = bin_ / "program", bin_ / "dialogue"
    program.write_text(f'#!/bin/bash\nexec {sys.executable} -m web.cli "$@"\n')
    text = (filled / "usr/local/bin/dialogue").read_text(encoding="utf-8")
    text = text.replace("/var/lib/dialogue", str(data)).replace("/opt/dialogue/.venv/bin/dialogue", str(program))
    path.write_text(text.replace("runuser -u dialogue --", ""))
    for file in (program, path):
        file.chmod(0o755)
    here = {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]), "HOME": str(elsewhere)}
    made = run([path, "db", "upgrade"], **here)
    assert (made.returncode, made.stdout.startswith("The tables are up to date")) == (0, True), made.stderr
    assert (data / "dialogue.db").stat().st_mode & 0o077 == 0
    told = run([path, "new", "d1", "--script", "no-such"], **here)
    assert (told.returncode, "no-such" in told.stdout) == (1, True)
    assert (filled / "usr/local/bin/dialogue").stat().st_mode & 0o777 == 0o755
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--name", "dialog", *GIVEN[2:]], "--name must be a host name such as dialog.example.org"),
        ([*GIVEN[:2], "--address", "somewhere"], "--address must be this machine's IP address that browsers reach"),
        ([*GIVEN, "--turn", "dialog.example.org"], "--turn needs a name of its own: its certificate is another"),
        ([*GIVEN, "--colour", "red"], "unknown option --colour"),
        (["--name"], "--name needs a value"),
    ],
)
def test_wrong_options_are_a_sentence(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    ran = run([DEPLOY / "install.sh", "--dry-run", tmp_path, *arguments])
    assert (ran.returncode, ran.stderr) == (2, f"install.sh: {sentence}\n")
    assert list(tmp_path.iterdir()) == []


def test_systemd_takes_the_units(filled: Path, tmp_path: Path) -> None:
    """With a program in place of ours, which is not installed here."""
    program = needs("systemd-analyze")
    for unit in (filled / "etc/systemd/system").glob("dialogue*"):
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    units = sorted(tmp_path.glob("dialogue*"))
    assert len(units) == 5
    checked = run([program, "verify", "--recursive-errors=no", *units])
    assert (checked.returncode, [line for line in checked.stderr.splitlines() if "dialogue" in line]) == (0, [])
    exposed = run([program, "security", "--offline=true", "--threshold=20", tmp_path / "dialogue.service"])
    assert exposed.returncode == 0, exposed.stdout[-300:]


@pytest.mark.parametrize("which", ["shipped", "filled"])
def test_caddy_takes_its_file(filled: Path, which: str) -> None:
    program = needs("caddy")
    path = DEPLOY / "caddy/Caddyfile" if which == "shipped" else filled / "etc/caddy/Caddyfile"
    nodes = "127.0.0.1:1 127.0.0.1:2"
    checked = run(
        [program, "adapt", "--validate", "--adapter", "caddyfile", "--config", path], SITE="x.org", CONTROL=nodes
    )
    assert checked.returncode == 0, checked.stderr


def test_firewall_rules_are_rules(filled: Path) -> None:
    program = needs("nft")
    if os.geteuid():
        pytest.skip("nft checks for root alone")
    checked = run([program, "--check", "--file", filled / "etc/nftables.conf"])
    if "Operation not permitted" in checked.stderr or "cache initialization failed" in checked.stderr:
        pytest.skip("this kernel lets nobody look at its firewall")
    assert checked.returncode == 0, checked.stderr


def test_prometheus_takes_rules_and_configuration() -> None:
    program = needs("promtool")
    checked = run([program, "check", "config", DEPLOY / "watch/prometheus.yml"])
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_composition_names_what_is_there() -> None:
    found = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = found["services"]
    assert sorted(services) == ["caddy", "database", "redis", "server", "turn"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= services.keys()
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            made_later = {"./coturn/filled.conf", "./turn"}
            assert source in found["volumes"] or source in made_later or (DEPLOY / source).exists(), source
    assert (DEPLOY / services["server"]["build"]["context"] / services["server"]["build"]["dockerfile"]).exists()
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in published), "databases are nobody's business outside"


def test_backup_keeps_the_newest_fourteen(tmp_path: Path) -> None:
    program, folder, data = tmp_path / "dialogue", tmp_path / "saved", tmp_path / "data"
    program.write_text('#!/bin/bash\necho "$1 $2" > "$3"\n')
    program.chmod(0o755)
    folder.mkdir()
    data.mkdir()
    (data / "secret").write_text("a key")
    for day in range(10, 30):
        (folder / f"dialogue-2026-01-{day}-030000.gz").touch()
    ran = run([DEPLOY / "backup.sh", folder], DIALOGUE=str(program), DATA_DIR=str(data), SECRET_KEY="")
    assert ran.returncode == 0, ran.stderr
    kept = sorted(each.name for each in folder.glob("dialogue-*"))
    assert (len(kept), kept[0], (folder / kept[-1]).read_text()) == (14, "dialogue-2026-01-17-030000.gz", "db backup\n")
    key = next(folder.glob("secret-*"))
    assert (key.read_text(), key.stat().st_mode & 0o777) == ("a key", 0o600)
