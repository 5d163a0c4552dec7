"""`/status`: the operator's page, for this machine only: dialogues now, people, media load, errors. Names no seat."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from dialogue.logs import errors
from rooms.assignment import Assignment
from web.metrics import from_here
from web.vitals import free_bytes, vitals

if TYPE_CHECKING:
    from web.state import State


VITALS = ("database", "bus", "clock", "disk", "packets", "reach", "release")


async def show_status(request: Request) -> Response:
    """Through a tunnel: `ssh -L 8000:localhost:8000 server`, then http://localhost:8000/status."""
    state: State = request.app.state.dialogue
    if not from_here(request):
        return state.pages.problem(request, "not-found", status=404)
    response = state.pages.render(request, "status", **facts(state))
    response.headers["Refresh"] = "5"
    return response


def facts(state: State) -> dict[str, Any]:
    found = vitals(state)
    return {
        "vitals": [(name, getattr(found, name)) for name in VITALS],
        "media": [
            {
                "name": name.partition("-")[0],
                "load": each.load,
                "percent": round(100 * each.load.get("cores", 0.0)),
                "draining": each.draining,
                "reach": state.reach.verdict(name),
            }
            for name, each in sorted(state.switchboard.instances.items())
        ],
        "dialogues": [
            {
                "name": name,
                "people": len(each.connections),
                "media": (each.task.state.part(Assignment).instance or "–").partition("-")[0],
            }
            for name, each in sorted(state.gatherings.items())
        ],
        "nodes": sorted([state.settings.node, *(state.several.nodes.others if state.several else ())]),
        "free_gb": round(free_bytes(state) / 1e9, 1),
        "errors": errors.count,
        "last": [(f"{datetime.fromtimestamp(at):%H:%M:%S}", place, fault) for at, place, fault in errors.last],
        "build": state.build,
    }
