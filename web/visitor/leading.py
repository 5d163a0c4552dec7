"""What synthetic staff do about what stands on their screens, as habits of citizens do. Pure.

The moderator starts the evening, goes on where the script waits for a person, and gives the floor; a facilitator marks
the top cards; an editor bundles cards into themes and publishes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from web.visitor import texts
from web.visitor.habits import Act, Topics, draw, room_of
from web.visitor.profiles import Profile

SOON: Final = {"early": 0.0, "late": 0.05}
AT_ONCE: Final = 8
"""Cards that an editor takes in one go."""


def staff_acts(seen: Topics, profile: Profile, seat: int) -> Iterator[Act]:
    """By the role; the start is the rehearsal's own affair."""
    match profile.role:
        case "moderator":
            yield from moderate(seen)
        case "facilitator":
            yield from facilitate(seen, profile)
        case "editor":
            yield from edit(seen)
        case _:
            return


def moderate(seen: Topics) -> Iterator[Act]:
    evening = seen.get("evening") or {}
    phase = evening.get("phase")
    if not phase:
        return
    yield from _reports(seen)
    hands, speaking = (seen.get("queue") or {}).get("hands") or [], (seen.get("floor") or {}).get("seats") or []
    if hands and not speaking and room_of(seen) == "plenary":
        yield Act(("give", hands[0], phase["id"]), "floor.give", {"seat": hands[0]}, **SOON)


def _reports(seen: Topics) -> Iterator[Act]:
    """One report after the other, as long as the phase lasts."""
    evening, desk = seen["evening"], seen.get("report-desk") or []
    if evening["phase"]["kind"] != "harvest":
        return
    running = next((each["group"] for each in desk if each["state"] == "running"), None)
    if any(each["state"] == "waiting" and each["here"] for each in desk):
        yield Act(("report", evening["phase"]["id"], running), "report.next", {"leaving": running}, early=0.1, late=0.2)


def over(seen: Topics, now: float) -> dict[str, Any] | None:
    """What `agenda.next` needs where a phase that only a person ends has had its time. `now` of the server."""
    evening = seen.get("evening") or {}
    phase = evening.get("phase")
    if not phase or not phase["manual"] or evening["status"] != "running" or evening["leaving"]:
        return None
    return {"leaving": phase["id"], "now": False} if evening["ends_at"] <= now else None


def facilitate(seen: Topics, profile: Profile) -> Iterator[Act]:
    """Top cards in the group one guides, as soon as they may be chosen."""
    room = room_of(seen)
    board, cards, lead = seen.get(f"board:{room}"), seen.get(f"cards:{room}"), seen.get("lead") or {}
    own = seen["me"]["seat"] in (lead.get("facilitator"), lead.get("cover"))
    if not own or not board or not cards or _step(seen).get("cards") != "choose":
        return
    order = sorted(card for card, shown in cards.items() if shown["into"] is None and not shown["differs"])
    top = [card for card in order if cards[card]["top"]]
    for card in draw(profile, "top", room).sample(order, min(len(order), board["top_limit"])):
        if card not in top and len(top) < board["top_limit"]:
            yield Act(("top", card), "card.top", {"card": card, "on": True})


def _step(seen: Topics) -> dict[str, Any]:
    """The step of the room that began last; steps are told with their times on the server's clock."""
    steps = (seen.get("evening") or {}).get("steps") or []
    now = seen.get("now", 0.0)
    begun = [step for step in steps if step["starts_at"] <= now]
    return begun[-1] if begun else {}


def edit(seen: Topics) -> Iterator[Act]:
    """Six themes; each card into the one that its number says; published whenever nothing is left over."""
    desk, cards, themes = seen.get("editing"), seen.get("editing-cards"), seen.get("editing-themes") or {}
    if not desk or not cards:
        return
    placed = {card for theme in themes.values() for card in theme["cards"]}
    free = sorted((card for card in cards if card not in placed), key=lambda card: int(cards[card]["number"]))
    if len(themes) < len(texts.THEMES) and free:
        title = texts.THEMES[len(themes)]
        yield Act(("theme", len(themes)), "theme.add", {"title": title, "cards": {free[0]: None}}, **SOON)
    elif free:
        theme = sorted(themes)[len(placed) // AT_ONCE % len(themes)]
        data = {"theme": theme, "version": themes[theme]["version"], "cards": dict.fromkeys(free[:AT_ONCE])}
        yield Act(("take", desk["edit"], free[0]), "theme.take", data, **SOON)
    elif desk["edit"] != (desk["published"] or {}).get("edit"):
        yield Act(("publish", desk["edit"]), "themes.publish", {"edit": desk["edit"]}, **SOON)
