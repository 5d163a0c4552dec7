"""Bench: two nodes against one, with the PostgreSQL and the Redis that the environment names.

The same evening three times, each in a dialogue of its own: on one node without Redis, on one node with it, and spread
over two. The first two differ in nothing but the bus, so their difference is what the bus costs; between the second and
the third lies that two nodes render and send what one did.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from redis.asyncio import Redis

from web.bench import signals
from web.bench.tree import Tree, tree

ASKED = ("DATABASE_URL", "REDIS_URL")
KEPT = ("p50_ms", "p99_ms", "log_p50_ms", "log_p99_ms", "burst_ms", "control_cores")


class NotNamed(ValueError):
    """The environment names no PostgreSQL or no Redis."""


async def measure(citizens: int, rate: float, seconds: float) -> dict[str, float]:
    """`*_cores`: all control processes and Redis together; `bus_cores`: what Redis and speaking to it add on one node.
    Raises `NotNamed`."""
    if missing := [name for name in ASKED if not os.environ.get(name)]:
        raise NotNamed(f"Two nodes share a PostgreSQL and a Redis: {' and '.join(missing)} must name them.")
    told: dict[str, float] = {"citizens": citizens}
    key, redis = secrets.token_hex(32), os.environ["REDIS_URL"]
    for kind, number, url in (("alone", 1, ""), ("one", 1, redis), ("two", 2, redis)):
        async with together(number, {"REDIS_URL": url, "SECRET_KEY": key}) as nodes:
            also = partial(redis_seconds, url)
            found = await signals.figures(nodes, citizens, rate, seconds, name=f"bench-{kind}", also=also)
        told |= {f"{kind}_{name}": found[name] for name in KEPT}
    return told | {"bus_cores": round(told["one_control_cores"] - told["alone_control_cores"], 3)}


@asynccontextmanager
async def together(number: int, settings: Mapping[str, str]) -> AsyncIterator[Sequence[Tree]]:
    """So many nodes that belong together."""
    async with AsyncExitStack() as stack:
        nodes: list[Tree] = []
        for _ in range(number):
            public = {"PUBLIC_URL": nodes[0].base} if nodes else {}
            nodes.append(await stack.enter_async_context(tree({**settings, **public})))
        for node in nodes:
            await node.healthy()
        yield nodes


async def redis_seconds(url: str) -> float:
    """What that server's processor has worked so far; nothing where there is none."""
    if not url:
        return 0.0
    async with Redis.from_url(url) as client:
        told = await client.info("cpu")
        return float(told["used_cpu_sys"] + told["used_cpu_user"])
