"""The yardstick: the load of `dialogue bench forward` on Debian's Janus and on us, interleaved, medians compared.

Run as `make yardstick`. Both programs, one after the other, share one network namespace of their own, for libnice
ignores loopback addresses. Says why and ends with 0 where that cannot be had.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.yardsticks.guests import Publisher, Subscriber
from tests.yardsticks.janus import janus, library
from web.bench import forward
from web.bench.forward import LAYER, SETTLE_S
from web.bench.media import cpu_seconds, run

ADDRESS = "10.99.0.1"
INSIDE = "YARDSTICK_NAMESPACE"
VOICES = 3  # as many as our own voice slots
SETUP = (
    "ip link set lo up",
    "ip link add ys0 type veth peer name ys1",
    f"ip address add {ADDRESS}/24 dev ys0",
    "ip link set ys0 up",
    "ip link set ys1 up",
)


async def measure(where: Path, publishers: int, subscribers: int, seconds: float) -> dict[str, float]:
    """Microseconds of Janus' CPU time per packet that reached a subscriber."""
    async with janus(where, ADDRESS) as (caller, pid):
        sending = [Publisher(caller, seat, layers=LAYER) for seat in range(1, publishers + 1)]
        receiving = [Subscriber(caller) for _ in range(subscribers)]
        try:
            for publisher in sending:
                await publisher.publish()
            wanted = [{"feed": publisher.feed, "mid": "1"} for publisher in sending]
            wanted += [{"feed": publisher.feed, "mid": "0"} for publisher in sending[:VOICES]]
            for subscriber in receiving:
                await subscriber.subscribe(wanted)
            await asyncio.sleep(SETTLE_S)
            before = sum(cpu_seconds(pid)), *_counted(receiving)
            await asyncio.sleep(seconds)
            after = sum(cpu_seconds(pid)), *_counted(receiving)
        finally:
            for guest in [*sending, *receiving]:
                await guest.close()
    busy, copies, expected = (end - start for start, end in zip(before, after, strict=True))
    return {
        "us_per_copy": round(busy / max(copies, 1) * 1e6, 2),
        "delivered": round(copies / max(expected, 1), 5),
        "copies_per_s": round(copies / seconds),
        "cores": round(busy / seconds, 3),
    }


def _counted(receiving: list[Subscriber]) -> tuple[int, int]:
    return sum(guest.packets for guest in receiving), sum(guest.expected for guest in receiving)


def compare(where: Path, options: argparse.Namespace) -> dict[str, float]:
    theirs, ours = [], []
    load = options.publishers, options.subscribers, options.seconds
    for _ in range(options.runs):
        theirs.append(run(measure(where, *load)))
        ours.append(run(forward.measure(*load)))
        print(f"janus {theirs[-1]}\nours  {ours[-1]}", file=sys.stderr)
    found = {"janus_us_per_copy": median(run["us_per_copy"] for run in theirs)}
    found["us_per_copy"] = median(run["us_per_copy"] for run in ours)
    found["ratio"] = round(median(a["us_per_copy"] / b["us_per_copy"] for a, b in zip(theirs, ours, strict=True)), 2)
    found["janus_copies_per_s"] = median(run["copies_per_s"] for run in theirs)
    found["janus_delivered"] = median(run["delivered"] for run in theirs)
    return found | {key: ours[-1][key] for key in ("copies_per_s", "delivered", "fan_out", "mean_batch")}


def enter_namespace() -> str:
    """Starts this program again in a network namespace of its own; returns the reason where that is not allowed."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        return "unshare and ip (util-linux, iproute2) are not installed"
    root = [] if os.geteuid() == 0 else ["--map-root-user"]
    if subprocess.run(["unshare", "--net", *root, "true"], capture_output=True).returncode:
        return "no network namespace may be made here"
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", "--net", *root, sys.executable, "-m", "tests.yardsticks.compare", *sys.argv[1:]])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publishers", type=int, default=8)
    parser.add_argument("--subscribers", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    where = library()
    reason = "" if where else "Janus is not installed (Debian: apt-get install janus)"
    if not reason and INSIDE not in os.environ:
        reason = enter_namespace()
    if reason or where is None:
        print(f"skipped: {reason}")
        return 0
    for command in SETUP:
        subprocess.run(command.split(), check=True)
    print(json.dumps(compare(where, options)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
