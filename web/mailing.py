"""Invitations and reminders as letters for the outbox: each in the language of who gets it, the town's words in the
middle, the person's own link and calendar entry with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dialogue.task import DialogueTask
from web import calendar_files, texts
from web.invited import Guest
from web.own_words import facts_of, fields_of, language_of
from web.state import State
from web.words import words_for

Occasion = Literal["invitation", "reminder"]


def letters(
    state: State, task: DialogueTask, people: Sequence[Guest], occasion: Occasion
) -> list[tuple[str, str, str, str | None]]:
    """For each with an address: that, subject, body, calendar."""
    return [_letter(state, task, each, occasion) for each in people if each.mail]


def _letter(state: State, task: DialogueTask, guest: Guest, occasion: Occasion) -> tuple[str, str, str, str | None]:
    words, look = words_for(guest.language or language_of(task)), state.looks.of(task.name)
    fields, facts = fields_of(state, task.name), facts_of(state, task, words)
    link = f"{state.settings.public_url}/j/{state.links.token(task.name, guest.seat)}"
    hello = "mail.hello" if guest.name else "mail.hello.nameless"
    parts = [words.t(hello, name=guest.name or ""), texts.said(fields, occasion, words, **facts)]
    if occasion == "invitation" and look.text and texts.key(occasion, words.html_lang) not in fields:
        parts.insert(1, look.text)  # what the door says, where nobody wrote anything for the mail
    parts.append(words.t("mail.link", link=link, code=state.links.code(task.name, guest.seat)))
    parts += [words.t("mail.help", phone=look.hotline)] if look.hotline else []
    body = "\n\n".join([*parts, words.t("mail.end", town=facts["town"])])
    calendar = calendar_files.calendar(state, task, "citizen", words, url=link).decode()
    return guest.mail or "", words.t(f"mail.{occasion}", **facts), body, calendar
