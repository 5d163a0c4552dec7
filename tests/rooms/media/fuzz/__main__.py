"""Longer runs: `python -m tests.rooms.media.fuzz --target rtcp --seconds 60`. What it finds it leaves in the corpus."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from hashlib import sha256
from random import Random

from tests.rooms.media.fuzz.corpus import CORPUS, seeds
from tests.rooms.media.fuzz.mutate import mutations
from tests.rooms.media.fuzz.targets import TARGETS

LONGEST = 200_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.rooms.media.fuzz", description=__doc__)
    parser.add_argument("--target", choices=sorted(TARGETS), required=True)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same inputs")
    wanted = parser.parse_args()
    target, ends = TARGETS[wanted.target](), Counter[str]()
    until = time.monotonic() + wanted.seconds
    for data in mutations(seeds(wanted.target), Random(wanted.seed), longest=LONGEST):
        if time.monotonic() > until:
            break
        try:
            ends[target(data)] += 1
        except Exception:
            file = CORPUS / wanted.target / f"found-{sha256(data).hexdigest()[:12]}.bin"
            file.write_bytes(data)
            print(f"input {ends.total()} of seed {wanted.seed}: {file}", file=sys.stderr)
            raise
    print(
        f"{wanted.target}: {ends.total()} inputs", *(f"{count} {end}" for end, count in sorted(ends.items())), sep=", "
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
