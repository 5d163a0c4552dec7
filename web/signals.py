"""What a browser's signals carry, as strict models; the one list of their names. Knows no socket, acts on nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from annotated_types import Len
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dialogue.machine import Refused
from facilitation.turns import LENGTH

CAPTION_LENGTH = 200
"""Signs of one line of captions; browsers begin another long before."""
STRICT = ConfigDict(strict=True, extra="forbid")


class Nothing(BaseModel):
    """The name says it all."""

    model_config = STRICT


class Clock(BaseModel):
    """`sent`: the browser's own, given back to nobody."""

    model_config = STRICT
    sent: float


class Offer(BaseModel):
    model_config = STRICT
    sdp: Annotated[str, Len(1, 100_000)]


class Layout(BaseModel):
    """`show`: pairs of seat and height in pixels, the most important first; `hall`: the shape in which it is shown, if
    it is."""

    model_config = STRICT
    show: Annotated[list[Annotated[list[int], Len(2, 2)]], Len(0, 100)]
    save: bool = False
    pin: Annotated[list[int], Len(0, 16)] = []
    hall: Literal["wide", "tall"] | None = None


class Camera(BaseModel):
    """Whether it is on: who switches it off is to be seen no longer, not only once no packet has come for a while."""

    model_config = STRICT
    on: bool


class Microphone(BaseModel):
    """Whether this browser could open one; off is not broken."""

    model_config = STRICT
    works: bool


class Typing(BaseModel):
    """All that stands in the field now."""

    model_config = STRICT
    text: Annotated[str, Len(0, LENGTH)]


class Caption(BaseModel):
    """A line of captions as far as it is typed."""

    model_config = STRICT
    line: Annotated[int, Field(ge=0, lt=2**31)]
    text: Annotated[str, Len(0, CAPTION_LENGTH)]


class Quality(BaseModel):
    model_config = STRICT
    loss: Annotated[float, Field(ge=0, le=1)]
    rtt_ms: Annotated[float, Field(ge=0)]
    freezes: Annotated[int, Field(ge=0)]
    audible: bool
    without_sound: bool = False


SIGNALS: Final[Mapping[str, type[BaseModel]]] = {
    "clock": Clock,
    "media.offer": Offer,
    "media.applied": Nothing,
    "media.layout": Layout,
    "media.camera": Camera,
    "media.microphone": Microphone,
    "media.quality": Quality,
    "probe.start": Nothing,
    "probe.done": Nothing,
    "turn.typing": Typing,
    "caption": Caption,
}


def fitting(name: object, data: dict[str, Any]) -> dict[str, Any]:
    """The data of that signal, whole. Refuses `malformed`."""
    model = SIGNALS.get(name) if isinstance(name, str) else None
    if model is None:
        raise Refused("malformed", where="signal")
    try:
        return model.model_validate(data).model_dump()
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise Refused("malformed", where=where) from None
