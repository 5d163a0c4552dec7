"""A visitor's device at the doors: plain HTTP as a browser's form sends it. Knows addresses, no socket."""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

PATIENCE_S: Final = 60.0
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


class Shut(Exception):
    """The door stays shut; says why in one line. `status`: of the answer."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Held:
    """A seat that this device took: at which server, in which dialogue, and the cookie that proves it."""

    base: str
    dialogue: str
    cookie: str


def enter(url: str, name: str, *, second: str = "") -> Held:
    """Through the door of a link, up to the seat's cookie. Blocks. Raises `Shut`, or `OSError` where no server is."""
    address = urlsplit(url)
    base = f"{address.scheme}://{address.netloc}"
    form = {"name": name, "rules": "yes"} | ({"pair": "yes", "second": second} if second else {})
    status, headers, body = request(base, "POST", address.path, body=urlencode(form), headers=FORM)
    if status != 303:
        raise Shut(status, f"the door answers {status}: {heading(body)}")
    dialogue = headers["location"].partition("?")[0].rpartition("/")[2]
    return Held(base, dialogue, headers["set-cookie"].partition(";")[0])


def leave(held: Held) -> None:
    """Gives the seat back, so that nobody waits for it. Blocks. Raises `OSError`."""
    headers = {"Cookie": held.cookie, "Origin": held.base}
    request(held.base, "POST", f"/d/{held.dialogue}/leave", headers=headers)


def fetch(held: Held, path: str) -> bytes:
    """A page or file below the dialogue. Blocks. Raises `Shut`, `OSError`."""
    status, _, body = request(held.base, "GET", f"/d/{held.dialogue}/{path}", headers={"Cookie": held.cookie})
    if status != 200:
        raise Shut(status, f"{path} answers {status}: {heading(body)}")
    return body


def request(
    base: str, method: str, path: str, *, body: str | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers with small names, body. Redirects are not followed. Raises `OSError`."""
    address = urlsplit(base)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    line = kind(str(address.hostname), address.port, timeout=PATIENCE_S)
    try:
        line.request(method, path, body, dict(headers or {}))
        answer = line.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    except http.client.HTTPException as error:
        raise ConnectionError(f"{base} does not speak HTTP as we do: {error!r}") from error
    finally:
        line.close()


def heading(page: bytes) -> str:
    """What a page of ours says in its heading."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.decode(errors="replace"), re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split()) if found else "no page of this product"
