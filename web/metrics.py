"""`/metrics` for Prometheus: figures of processes and rooms, for this machine only. Names no seat and no address."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from dialogue.logs import errors
from web.state import State
from web.vitals import free_bytes, vitals

PROBE = "probe"


class Figures:
    """A collector: reads the state at the moment somebody asks."""

    def __init__(self, state: State) -> None:
        self.state = state

    def collect(self) -> Iterator[Metric]:
        state = self.state
        found = vitals(state)
        yield gauge("dialogue_clock_healthy", "Whether the clock is within its bounds", [((), found.clock)])
        yield gauge("dialogue_database_up", "Whether the database took the last beat", [((), found.database)])
        yield gauge("dialogue_bus_up", "Whether the bus reaches every machine", [((), found.bus)])
        yield counter("dialogue_bus_dropped", "Messages lost on the bus", [((), state.bus.dropped)])
        yield gauge("dialogue_disk_free_bytes", "Free on the disk with DATA_DIR", [((), free_bytes(state))])
        outgrown = [((), len(state.host.outgrown))]
        yield gauge("dialogue_outgrown", "Dialogues that a newer release writes", outgrown)
        yield counter("dialogue_errors", "Errors logged", [((), errors.count)])
        others = len(state.several.nodes.others) if state.several else 0
        yield gauge("dialogue_nodes", "Control nodes that live, this one included", [((), 1 + others)])
        yield from state.command_seconds.collect()
        sockets = [((name,), len(each.connections)) for name, each in state.gatherings.items()]
        yield gauge("dialogue_sockets", "Browsers connected", sockets, "dialogue")
        instances = state.switchboard.instances
        loads = {name.partition("-")[0]: each.load for name, each in instances.items()}
        yield gauge("media_up", "Media processes that are heard", [((place,), 1) for place in loads], "process")
        closed = [((name.partition("-")[0],), state.reach.verdict(name) == "closed") for name in instances]
        yield gauge("media_closed", "Whether the UDP port is closed to this machine", closed, "process")
        yield from processes(loads)
        yield from rooms(loads)


def processes(loads: dict[str, dict[str, Any]]) -> Iterator[Metric]:
    for key, text in (
        ("cores", "Cores in use"),
        ("peers", "Browsers known"),
        ("connected", "Browsers whose packets come"),
        ("worst_tick_ms", "Longest delay of the loop"),
    ):
        yield gauge(f"media_{key}", text, [((p,), load[key]) for p, load in loads.items() if key in load], "process")
    for key, text in (
        ("received", "Packets received"),
        ("copies", "Packets forwarded, each receiver counted"),
        ("sent", "Datagrams sent"),
        ("unsent", "Datagrams the kernel did not take"),
    ):
        yield counter(f"media_{key}", text, [((p,), load[key]) for p, load in loads.items() if key in load], "process")
    dropped = [((p, kind), count) for p, load in loads.items() for kind, count in load.get("dropped", {}).items()]
    yield counter("media_dropped", "Datagrams dropped", dropped, "process", "kind")
    painted = [((p, kind), count) for p, load in loads.items() for kind, count in load.get("hall", {}).items()]
    done = [row for row in painted if row[0][1] != "fps"]
    yield counter(
        "media_hall", "Pictures of the hall, faces decoded, and what went wrong with them", done, "process", "kind"
    )
    fps = [((p,), count) for (p, kind), count in painted if kind == "fps"]
    yield gauge("media_hall_fps", "Pictures of the hall painted a second", fps, "process")


def rooms(loads: dict[str, dict[str, Any]]) -> Iterator[Metric]:
    found = merged(room for load in loads.values() for room in load.get("rooms", []))
    for key, text in (
        ("peers", "Browsers in the room"),
        ("loss_up", "Worst share lost on the way to us"),
        ("loss_down", "Worst share lost on the way to a browser"),
    ):
        rows = [(place, figures[key]) for place, figures in found.items()]
        yield gauge(f"room_{key}", text, rows, "dialogue", "room")


def merged(reported: Iterable[dict[str, Any]]) -> dict[tuple[str, str], dict[str, float]]:
    """By dialogue and room; the rooms of the probe are one, for their names tell seats."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for room in reported:
        name = PROBE if room["room"].startswith(f"{PROBE}/") else room["room"]
        figures = found.setdefault((room["dialogue"], name), {"peers": 0, "loss_up": 0.0, "loss_down": 0.0})
        figures["peers"] += room["peers"]
        for loss in ("loss_up", "loss_down"):
            figures[loss] = max(figures[loss], room[loss])
    return found


Rows = Sequence[tuple[tuple[str, ...], float]]


def gauge(name: str, text: str, rows: Rows, *labels: str) -> Metric:
    return _filled(GaugeMetricFamily(name, text, labels=labels), rows)


def counter(name: str, text: str, rows: Rows, *labels: str) -> Metric:
    return _filled(CounterMetricFamily(name, text, labels=labels), rows)


def _filled(family: Any, rows: Rows) -> Metric:
    for labels, value in rows:
        family.add_metric(list(labels), value)
    made: Metric = family
    return made


async def show_metrics(request: Request) -> Response:
    """For a collector on this machine: not through a reverse proxy, not from elsewhere."""
    state: State = request.app.state.dialogue
    if not from_here(request):
        return state.pages.problem(request, "not-found", status=404)
    registry = CollectorRegistry()
    registry.register(Figures(state))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def from_here(request: Request) -> bool:
    """Whether it comes from this machine itself, and not through a reverse proxy on it."""
    return "x-forwarded-for" not in request.headers and _here(request.client.host if request.client else "")


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
