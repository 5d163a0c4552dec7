"""The tables, as SQLAlchemy Core metadata; knows no engine. Migrations in `dialogue/migrations` make them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Float, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

metadata: Final = MetaData()

dialogues = Table(
    "dialogues",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("created_at", Float, nullable=False),
    Column("due_at", Float, index=True, comment="when a tick is wanted next; nodes open what is due"),
    Column("alive_at", Float, comment="when a node last ran it; null: none ever did"),
)

log = Table(
    "log",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False, comment="the primary key is the only lock"),
    Column("at", Float, nullable=False),
    Column("actor", Integer, nullable=False, comment="seat, or 0 for the server"),
    Column("command", String(80), nullable=False, comment="the id that its sender made"),
    Column("events", Text, nullable=False, comment="JSON list of [kind, version, data]"),
    UniqueConstraint("dialogue", "actor", "command", name="log_acts_once"),
)

texts = Table(
    "texts",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("id", String(20), primary_key=True),
    Column("body", Text, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("seat", Integer, primary_key=True, autoincrement=False),
    Column("fields", Text, nullable=False, comment="JSON object: name, contact, attributes"),
    Column("version", Integer, nullable=False, default=1),
)

ballots = Table(
    "ballots",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("box", String(40), primary_key=True),
    Column("key", String(32), primary_key=True, comment="random; nothing here says whose it is or when it came"),
    Column("ballot", Text, nullable=False),
    sqlite_with_rowid=False,  # a rowid would count them
)

links = Table(
    "links",
    metadata,
    Column("hash", String(64), primary_key=True, comment="SHA-256 of the token or code; the token itself is nowhere"),
    Column("dialogue", String(40), nullable=False, index=True),
    Column("seat", Integer, comment="null: an open link, each entry makes a seat"),
    Column("role", String(20), nullable=False, default="citizen"),
    Column("closes_at", Float),
)

holders = Table(
    "holders",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("seat", Integer, primary_key=True, autoincrement=False),
    Column("device", String(40), nullable=False, comment="the device that holds the seat now"),
    Column("since", Float, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("version", Integer, nullable=False, comment="compared and swapped: who saves names the one they saw"),
    Column("seat", Integer, nullable=False, comment="who saved it"),
    Column("at", Float, nullable=False),
    Column("document", Text, nullable=False, comment="JSON in the shape of a script's YAML; may have faults still"),
)

slides = Table(
    "slides",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("deck", String(20), primary_key=True),
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("image", LargeBinary, nullable=False, comment="WebP"),
)

followups = Table(
    "followups",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("about", String(20), primary_key=True, comment="what is answered: theme-3, card-12"),
    Column("version", Integer, primary_key=True, autoincrement=False, comment="goes on from the evening's answers"),
    Column("seat", Integer, nullable=False, comment="who entered it"),
    Column("at", Float, nullable=False),
    Column("status", String(20), nullable=False),
    Column("reason", Text),
    Column("responsible", Text),
    Column("until", String(10), comment="a date, 2027-03-31"),
)

publications = Table(
    "publications",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("version", Integer, nullable=False, comment="compared and swapped"),
    Column("published_at", Float, comment="null: withdrawn"),
    Column("seat", Integer, nullable=False, comment="who switched it last"),
    Column("stage", String(20), nullable=False, server_default="draft", comment="draft, checked, approved, published"),
    Column("checked_by", String(40), comment="account-3 or seat-2: approving takes another one"),
    Column("approved_by", String(40)),
    Column("digest", String(64), comment="SHA-256 of the result as it was checked"),
)

spoken = Table(
    "spoken",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("counter", String(40), primary_key=True, comment="the process that counted; started anew it is another"),
    Column("room", String(80), primary_key=True),
    Column("seat", Integer, primary_key=True, autoincrement=False),
    Column("seconds", Float, nullable=False, comment="cumulative; deleted when the evening closes"),
)

terms = Table(
    "terms",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("version", Integer, nullable=False, comment="compared and swapped"),
    Column("fields", Text, nullable=False, comment="JSON: how long what is kept, from which age, what is offered"),
)

consents = Table(
    "consents",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("seat", Integer, primary_key=True, autoincrement=False),
    Column("what", String(20), primary_key=True, comment="notice (shown, not agreed to), news, named, needs"),
    Column("version", String(20), nullable=False, comment="of the privacy notice that was shown with it"),
    Column("said", Text, nullable=False, comment="what goes with it: a mail address, what is needed"),
    Column("at", Float, nullable=False),
)

retentions = Table(
    "retentions",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("over_at", Float, nullable=False, comment="when the evening ended: all that is deleted counts from here"),
    *(Column(f"{step}_at", Float, comment="when that was done") for step in ("night", "never", "people", "log")),
)

deletions = Table(
    "deletions",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("step", String(20), nullable=False),
    Column("counts", Text, nullable=False, comment="JSON: how many of what; nothing of anybody"),
)

reports = Table(
    "reports",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("at", Float, nullable=False, comment="when it was made, just before the log was deleted"),
    Column("body", Text, nullable=False, comment="JSON: report and outcome, texts filled in, no name and no seat"),
)

barriers = Table(
    "barriers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("said", Text, nullable=False),
    Column("page", String(200), nullable=False),
    Column("contact", Text, nullable=False),
    Column("done_at", Float, comment="null: nobody has answered yet"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("version", Integer, nullable=False, default=1, comment="compared and swapped"),
    Column("mail", String(200), nullable=False, unique=True, comment="in small letters; what is typed to sign in"),
    Column("name", String(80), nullable=False),
    Column("password", String(200), comment="argon2id; null: not chosen yet, or the account has ended"),
    Column("created_at", Float, nullable=False),
    Column("ended_at", Float, comment="the row stays for the audit list; nobody signs in with it"),
)

account_links = Table(
    "account_links",
    metadata,
    Column("hash", String(64), primary_key=True, comment="SHA-256 of a token that works once"),
    Column("account", Integer, nullable=False, index=True),
    Column("purpose", String(20), nullable=False, comment="password or sign-in"),
    Column("expires_at", Float, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True, comment="SHA-256 of the cookie"),
    Column("account", Integer, nullable=False, index=True),
    Column("since", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
)

deeds = Table(
    "deeds",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("dialogue", String(40), index=True, comment="null: about the town or its organizers"),
    Column("account", Integer, comment="who did it; null: somebody with a leading seat, or the server"),
    Column("seat", Integer, comment="the seat it was done from, where there was no account"),
    Column("what", String(40), nullable=False, comment="a key of the catalogue below organize.deed."),
    Column("facts", Text, nullable=False, comment="JSON object of numbers and keys; never a name, contact or text"),
)

looks = Table(
    "looks",
    metadata,
    Column("about", String(40), primary_key=True, comment="a dialogue; empty: the town"),
    Column("version", Integer, nullable=False, comment="compared and swapped"),
    Column("fields", Text, nullable=False, comment="JSON: name, colour, numbers, texts; what is missing is the town's"),
    Column("logo", LargeBinary, comment="PNG, drawn anew by us"),
)

invited = Table(
    "invited",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("seat", Integer, primary_key=True, autoincrement=False),
    Column("called", String(200), nullable=False, comment="what the town calls this person in its own list"),
    Column("mail", String(200)),
    Column("mailed_at", Float, comment="when the invitation was queued"),
    Column("reminded_at", Float, comment="when the reminder was queued"),
    Column("language", String(4), comment="in which we write to them; null: the dialogue's"),
)

open_links = Table(
    "open_links",
    metadata,
    Column("dialogue", String(40), primary_key=True),
    Column("version", Integer, nullable=False, comment="compared and swapped"),
    Column("open", Boolean, nullable=False),
    Column("places", Integer, comment="so many may come by it; null: as many as there are places"),
    Column("closes_at", Float),
)

nodes = Table(
    "nodes",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("build", String(40), nullable=False),
    Column("beat_at", Float, nullable=False, comment="every two seconds; three missed: dead"),
    Column("key", String(16), nullable=False, comment="a mark of the signing key, which all nodes must share"),
    Column("draining", Boolean, nullable=False),
    Column("holds", Text, nullable=False, comment="JSON object: the seats with a socket here, by dialogue"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("dialogue", String(40), index=True, comment="null: to an organizer"),
    Column("kind", String(20), nullable=False, comment="invitation, sign-in, registration, news, results"),
    Column("address", String(200), nullable=False, comment="empty once it is sent, as are subject and body"),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("calendar", Text, comment="an .ics that goes with it"),
    Column("queued_at", Float, nullable=False),
    Column("next_at", Float, index=True, comment="when it is tried next; null: sent, or given up"),
    Column("tries", Integer, nullable=False),
    Column("sent_at", Float),
    Column("fault", String(20), comment="why the last try failed: unreachable, refused, sign-in, address, old"),
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("hash", String(64), primary_key=True, comment="SHA-256 of the token in this address's mails"),
    Column("dialogue", String(40), nullable=False, index=True),
    Column("address", String(200), nullable=False, comment="beside no seat and no name"),
    Column("language", String(4), nullable=False),
    Column("asked_at", Float, nullable=False),
    Column("confirmed_at", Float, comment="null: nobody has said yes to the first mail"),
    Column("told", Integer, comment="how many later answers they know of; null: nothing of the result yet"),
)
