"""Debian's coturn with the credentials the server hands out: Chromium that may not use UDP relays by TCP and TLS."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.async_api import async_playwright

from tests.journeys.people import FLAGS, SHORT, Person, person
from tests.town import free_port, town

COTURN = shutil.which("turnserver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(COTURN is None, reason="coturn is not installed (apt-get install coturn)"),
]
SECRET = "a secret that only coturn and the server know"
BLOCKED = ["--webrtc-ip-handling-policy=disable_non_proxied_udp", "--ignore-certificate-errors"]
# The media process's own TCP port would do here too: only by the relay, as in a network that lets out 443 alone.
RELAYED = """window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(given) { super({ ...given, iceTransportPolicy: "relay" }); window.connection = this; }
};"""
PATH = """async () => {
  const report = await window.connection.getStats();
  const transport = [...report.values()].find((each) => each.type === "transport");
  const pair = report.get(transport?.selectedCandidatePairId);
  const own = pair && report.get(pair.localCandidateId);
  return own && pair.bytesReceived > 20000 && [own.candidateType, own.relayProtocol];
}"""


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed one for localhost: certificate, key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "turn.pem", folder / "turn.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption()))
    return paths


@contextlib.asynccontextmanager
async def coturn(folder: Path, port: int, tls_port: int) -> AsyncIterator[None]:
    pem, key = certificate(folder)
    options = {
        "listening-ip": "127.0.0.1",
        "relay-ip": "127.0.0.1",
        "listening-port": port,
        "tls-listening-port": tls_port,
        "static-auth-secret": SECRET,
        "realm": "test",
        "cert": pem,
        "pkey": key,
        "pidfile": folder / "turn.pid",
        "log-file": folder / "turn.log",
        "db": folder / "turn.db",
    }
    flags = ["-n", "--use-auth-secret", "--allow-loopback-peers", "--no-cli", "--simple-log", "--no-udp"]
    assert COTURN is not None
    process = await asyncio.create_subprocess_exec(
        COTURN,
        *flags,
        *(f"--{name}={value}" for name, value in options.items()),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(30):
            while not listens(port):
                assert process.returncode is None, (folder / "turn.log").read_text()
                await asyncio.sleep(0.05)
        yield
    finally:
        process.terminate()
        await process.wait()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def relayed(someone: Person) -> list[str]:
    """Through the probe, whose loop must close; how the packets travelled."""
    await someone.page.add_init_script(RELAYED)
    await someone.enter()
    await someone.button("app.probe.open").click()
    loops = "async (seat) => (await received()).some((each) => each.seat === seat && each.frames > 5)"
    await someone.once(loops, someone.seat)
    found: list[str] = await someone.once(PATH)
    return found


@pytest.mark.parametrize("scheme", ["turn", "turns"])
async def test_chromium_without_udp_relays_through_coturn(scheme: str, tmp_path: Path, chromium: str) -> None:
    port, tls_port = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_STREAM)
    url = f"{scheme}:localhost:{tls_port if scheme == 'turns' else port}?transport=tcp"
    async with (
        coturn(tmp_path, port, tls_port),
        town(tmp_path, TURN_URL=url, TURN_SECRET=SECRET) as place,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *BLOCKED])
        try:
            invitations = await place.new(script=SHORT, citizens=1, facilitators=0)
            citizen = next(each for each in invitations if each.role == "citizen" and each.seat is not None)
            found = await relayed(await person(browser, "Ada", citizen))
        finally:
            await browser.close()
        assert found == ["relay", "tls" if scheme == "turns" else "tcp"]
