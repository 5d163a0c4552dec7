"""Messages of browsers to commands: one strict adapter per command dataclass, made from its annotations alone."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from dialogue.machine import Machine, Refused


class Adapters:
    """Raises `Refused("malformed")` for what is not a command or does not fit it."""

    def __init__(self, machine: Machine) -> None:
        self.kinds = dict(machine.commands)
        self.models = {name: _model(name, kind) for name, kind in self.kinds.items()}

    def read(self, name: object, data: object) -> Any:
        if not isinstance(name, str) or name not in self.models:
            raise Refused("malformed", where="command")
        try:
            model = self.models[name].model_validate(data)
        except ValidationError as error:
            raise _refusal(error) from None
        return self.kinds[name](**{each.name: getattr(model, each.name) for each in fields(self.kinds[name])})


def _refusal(error: ValidationError) -> Refused:
    """A text over its limit gets its own code: the editor shows how much."""
    first = error.errors(include_url=False, include_input=True)[0]
    where = ".".join(str(step) for step in first["loc"])
    limits = first.get("ctx", {})
    if first["type"] in ("string_too_long", "too_long"):
        return Refused("too-long", length=len(first["input"]), limit=limits["max_length"])
    if first["type"] in ("string_too_short", "too_short"):
        return Refused("empty", length=len(first["input"]), limit=limits["min_length"])
    return Refused("malformed", where=where)


def _model(name: str, kind: type) -> type[BaseModel]:
    hints = get_type_hints(kind, include_extras=True)
    shape: dict[str, Any] = {
        each.name: (hints[each.name], ... if each.default is MISSING else each.default) for each in fields(kind)
    }
    # strict: "7" is not a seat. Numbers may come as 2 where 2.0 is meant: JSON knows no difference.
    return create_model(name, __config__=ConfigDict(extra="forbid", strict=True), **shape)
