"""An empty Debian machine for tests: its own root, init and network, at the addresses of the handbook's example.

It stands in a street, a network namespace in which the world lives that it meets: a certificate authority that answers
to the name of the real one, and people with browsers. It reaches Debian's packages and PyPI as this machine does.
Needs root and Debian's debootstrap, systemd-container and slirp4netns.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dialogue.ties import tied_to_parent

PROGRAMS = {
    "debootstrap": "debootstrap",
    "systemd-nspawn": "systemd-container",
    "slirp4netns": "slirp4netns",
    "ip": "iproute2",
    "nsenter": "util-linux",
}
PAGES, TURN, WORLD = "203.0.113.7", "203.0.113.8", "203.0.113.1"
NAMES = f"127.0.0.1 localhost\n{PAGES} dialog.example.org\n{TURN} turn.example.org\n"
AUTHORITY = "acme-v02.api.letsencrypt.org"
CADDYFILE = f"""{{
	admin off
	local_certs
	skip_install_trust
	storage file_system /srv/authority
}}
https://{AUTHORITY} {{
	tls internal
	rewrite /directory /acme/local/directory
	acme_server
}}
"""
ROOT_CERTIFICATE = "srv/authority/pki/authorities/local/root.crt"
INCLUDED = "systemd,systemd-sysv,dbus,iproute2,procps,ca-certificates,curl,systemd-timesyncd"
SOURCES = "\n".join(
    f"deb http://deb.debian.org/{where} main"
    for where in ("debian bookworm", "debian bookworm-updates", "debian-security bookworm-security")
)
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
MAKE_S, START_S = 600.0, 120.0


def missing() -> str | None:
    """Why no machine can be made here."""
    if os.getuid() != 0:
        return "needs root"
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    gone = [package for program, package in PROGRAMS.items() if shutil.which(program, path=path) is None]
    return f"not installed: {' '.join(gone)}" if gone else None


def run(*command: str | Path, timeout: float = MAKE_S) -> str:
    """What it printed, errors too. Fails the test where it fails."""
    done = subprocess.run(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.stdout[-3000:]}"
    return done.stdout


@dataclass
class Machine:
    """`root` is its disk; `street` the namespace outside; `world` the disk of who lives there."""

    root: Path
    world: Path
    name: str = field(default_factory=lambda: f"dialogue-{os.getpid()}")
    init: subprocess.Popen[bytes] | None = None

    @property
    def street(self) -> str:
        return f"{self.name}-street"

    def start(self) -> None:
        """Switched on; returns once everything that starts with it has started."""
        command = ["systemd-nspawn", "--quiet", "-D", str(self.root), "--boot", f"--machine={self.name}"]
        command += [f"--network-namespace-path=/run/netns/{self.name}", "--capability=CAP_NET_ADMIN"]
        command += ["--register=no", "--keep-unit", "--resolv-conf=off", "--console=pipe"]
        with (self.root.parent / "console").open("ab") as console:
            self.init = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=console, stderr=console, preexec_fn=tied_to_parent()
            )
        until(lambda: self.state() in ("running", "degraded"))

    def state(self) -> str:
        """What its init says of it: `running`, `degraded`, ..."""
        return self.does("systemctl is-system-running || true").strip()

    def stop(self) -> None:
        """Switched off in order, or by force where that takes too long."""
        if self.init is None:
            return
        self.init.send_signal(signal.SIGTERM)  # of nspawn: a shutdown in order
        try:
            self.init.wait(START_S)
        except subprocess.TimeoutExpired:
            self.init.kill()
            self.init.wait()
        self.init = None

    def does(self, script: str) -> str:
        """At its console as root, with what it printed; fails the test where that fails."""
        place = ["nsenter", "--all", "--root", "--wd", "--target", self._leader()]
        return run(*place, "env", "-i", "HOME=/root", f"PATH={PATH}", "LANG=C.UTF-8", "bash", "-ec", f"cd\n{script}")

    def _leader(self) -> str:
        """The number of its init as this machine counts."""
        assert self.init is not None
        children = Path(f"/proc/{self.init.pid}/task/{self.init.pid}/children")
        until(lambda: children.read_text().split())
        return children.read_text().split()[0]

    def outside(self, *command: str) -> str:
        """By somebody in the street."""
        return run("nsenter", f"--net=/run/netns/{self.street}", "chroot", self.world, *command)


def until(holds: Callable[[], object]) -> None:
    """Something in another process makes no event here."""
    ends_at = time.monotonic() + START_S
    while not holds():
        assert time.monotonic() < ends_at, "it takes too long"
        time.sleep(0.1)


@contextmanager
def machine(folder: Path) -> Iterator[Machine]:
    """Empty but for what Debian's installer leaves, and switched on."""
    made = Machine(folder / "machine", folder / "world")
    _debian(made.root)
    run("cp", "-a", made.root, made.world)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)  # more than a gigabyte
        stack.enter_context(_network(made))
        stack.enter_context(_authority(made))
        made.start()
        stack.callback(made.stop)
        yield made


def _debian(root: Path) -> None:
    mirror = "http://deb.debian.org/debian"
    run("debootstrap", "--variant=minbase", f"--include={INCLUDED}", "bookworm", root, mirror)
    (root / "etc/apt/sources.list").write_text(SOURCES)
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    (root / "etc/resolv.conf").write_text("nameserver 10.0.2.3\n")  # slirp4netns
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost\n{WORLD} {AUTHORITY}\n")
    # A proxy that this machine trusts, it has to trust as well; pip has a list of its own.
    for each in Path("/usr/local/share/ca-certificates").glob("*.crt"):
        shutil.copy(each, root / "usr/local/share/ca-certificates")
    (root / "etc/pip.conf").write_text("[global]\ncert = /etc/ssl/certs/ca-certificates.crt\n")
    run("chroot", root, "update-ca-certificates")


@contextmanager
def _network(made: Machine) -> Iterator[None]:
    """A cable between machine and street with the two addresses at its end, and a way to the world's packages."""
    names = made.name, made.street
    try:
        for name in names:
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", made.name, "link", "add", "m0", "type", "veth", "peer", "name", "s0", "netns", made.street)
        for name, device, own, others in (
            (made.name, "m0", (PAGES, TURN), (WORLD,)),
            (made.street, "s0", (WORLD,), (PAGES, TURN)),
        ):
            run("ip", "-n", name, "link", "set", device, "up")
            for address in own:
                run("ip", "-n", name, "addr", "add", f"{address}/32", "dev", device)
            for address in others:
                run("ip", "-n", name, "route", "add", f"{address}/32", "dev", device)
        command = ["slirp4netns", "--configure", "--disable-host-loopback", "--netns-type=path"]
        way = subprocess.Popen([*command, f"/run/netns/{made.name}", "tap0"], stderr=subprocess.DEVNULL)
        try:
            until(lambda: "default" in run("ip", "-n", made.name, "route"))
            yield
        finally:
            way.terminate()
            way.wait()
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


@contextmanager
def _authority(made: Machine) -> Iterator[None]:
    """Asks at the addresses as the real one does; the machine trusts it, as it trusts the real one."""
    shutil.copy("/etc/resolv.conf", made.world / "etc/resolv.conf")
    run("chroot", made.world, "apt-get", "update", "-qq")
    run("chroot", made.world, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "caddy")
    (made.world / "etc/hosts").write_text(f"{NAMES}{WORLD} {AUTHORITY}\n")
    (made.world / "srv/Caddyfile").write_text(CADDYFILE)
    inside = ["nsenter", f"--net=/run/netns/{made.street}", "chroot", str(made.world)]
    with (made.world / "srv/log").open("wb") as log:
        command = [*inside, "caddy", "run", "--config", "/srv/Caddyfile", "--adapter", "caddyfile"]
        process = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=tied_to_parent())
    try:
        until((made.world / ROOT_CERTIFICATE).exists)
        for root in (made.root, made.world):
            shutil.copy(made.world / ROOT_CERTIFICATE, root / "usr/local/share/ca-certificates/authority.crt")
            run("chroot", root, "update-ca-certificates")
        yield
    finally:
        process.terminate()
        process.wait()


def needs_one() -> None:
    if reason := missing():
        pytest.skip(f"no fresh machine can be made: {reason}")
