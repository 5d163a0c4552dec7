"""How long a list takes to become invitations, over HTTP as an organizer's browser sends it. Knows no report."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from web.bench.tree import Tree, tree
from web.visitor.door import FORM, Shut, heading, request

SECRET: Final = "only for this measurement"
EDGE: Final = "----roster"


async def measure(people: int) -> float:
    """Seconds from sending the file to the list of who is invited: read and shown with its columns, then taken in, a
    seat and a link for each row."""
    rows = "\n".join(f"{number};Person {number};p{number}@example.org;A" for number in range(people))
    text = f"id;name;mail;district\n{rows}\n"
    async with tree(quiet=True) as place:
        await place.new("bench", script="classic", citizens=0)
        setup = urlsplit((await place.ask("control.setup", {}))["url"]).path
        return await asyncio.to_thread(_taken_in, place, setup, text)


def _taken_in(place: Tree, setup: str, text: str) -> float:
    account = {"name": "Bench", "mail": "bench@example.org", "password": SECRET}
    cookie = _post(place, setup, urlencode(account), FORM)["set-cookie"].partition(";")[0]
    signed_in, base = {"Cookie": cookie}, "/organize/d/bench"
    began = time.perf_counter()
    kind = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n'
    _post(place, f"{base}/list", f"{head}{text}\r\n--{EDGE}--\r\n", signed_in | kind, expected=200)
    order = {"text": text, "do": "import", "column-0": "id", "column-1": "name", "column-2": "mail"}
    _post(place, f"{base}/import", urlencode(order | {"column-3": "district"}), signed_in | FORM)
    return time.perf_counter() - began


def _post(place: Tree, path: str, body: str, headers: Mapping[str, str], *, expected: int = 303) -> dict[str, Any]:
    """The answer's headers. Raises `Shut` where it is not the expected one."""
    status, found, page = request(place.base, "POST", path, body=body, headers={"Origin": place.base, **headers})
    if status != expected:
        raise Shut(status, f"{path} answers {status}: {heading(page)}")
    return found
