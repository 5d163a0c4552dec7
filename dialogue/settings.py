"""The operator's settings from environment and .env file, each documented; it must not know who uses them.

Every field is an environment variable of the same name in capitals. `load` gives the settings or raises `SettingsError`
with one sentence for each wrong value; `table` prints them for the handbook.
"""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import os
import re
import secrets
import socket
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SOCKET_PATH_LIMIT = 107  # bytes of sun_path, see unix(7)
LANGUAGES = ("de", "en")
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}

Port = Annotated[int, Field(ge=1, le=65535)]
Addresses = Annotated[tuple[str, ...], NoDecode]


class SettingsError(ValueError):
    """Settings that nothing can be started with; `sentences` has one for each wrong value."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Settings(BaseSettings):
    """What an operator may set; everything has a default that runs on one machine."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, validate_default=True
    )

    data_dir: Path = Field(Path("data"), description="Folder for database, secret, uploads and the processes' socket.")
    database_url: str = Field(
        "", description="Database: empty for SQLite in DATA_DIR, or postgresql://user:password@host/name."
    )
    redis_url: str | None = Field(
        None, description="Redis that joins several machines, redis://host:6379/0; empty on one machine."
    )
    role: Literal["all", "control", "media"] = Field(
        "all", description="What this machine does: all, control (pages and sockets) or media (sound and picture)."
    )
    host: str = Field("127.0.0.1", description="Address on which pages and sockets are served.")
    port: Port = Field(8000, description="TCP port on which pages and sockets are served.")
    public_url: str = Field(
        "",
        description="Address that people open, without path; empty for http://localhost:PORT. Must be https elsewhere.",
    )
    media_addresses: Addresses = Field(
        ("127.0.0.1",), description="Addresses of this machine for sound and picture (UDP), with commas between."
    )
    media_advertise: Addresses = Field(
        (), description="Addresses told to browsers instead, one for each of MEDIA_ADDRESSES; empty for the same."
    )
    media_port: Port = Field(10000, description="UDP port of the first media process; each further one takes the next.")
    media_processes: int = Field(1, ge=1, le=64, description="Media processes: one for each core to spare.")
    turn_url: str | None = Field(
        None, description="TURN server for networks that block UDP, turn:host:3478 or turns:host:5349."
    )
    turn_secret: SecretStr | None = Field(None, description="Secret shared with the TURN server (static-auth-secret).")
    secret_key: SecretStr | None = Field(
        None, description="Key that signs seat cookies, 32 characters or more; empty: made once in DATA_DIR/secret."
    )
    town: str = Field("Musterstadt", description="Name of the town or authority, shown on every page.")
    hotline: str = Field("", description="Telephone number people call when something fails, shown on every page.")
    phones: str = Field(
        "",
        description="More numbers for the emergency sheet: IT on call=0800 1, Caretaker=0170 2, with commas between.",
    )
    held_words: str = Field(
        "arschl*,fotze*,heil hitler,hurensohn*,kanake*,missgeburt*,nigger*,schlampe*,sieg heil,wichser*",
        description="Cards and questions with one of these words are looked at first; * stands for any ending.",
    )
    contact_mail: str = Field("", description="Mail address for questions, barriers and privacy.")
    smtp_url: SecretStr | None = Field(
        None, description="Mail server, smtp://user:password@host:587 or smtps://host:465; empty: no mail is sent."
    )
    mail_from: str = Field("", description="Sender of mail; empty for CONTACT_MAIL.")
    imprint: str = Field("", description="The imprint: its text, or the address of the town's own page.")
    responsible: str = Field("", description="Who answers for the content: name and address; empty for the imprint's.")
    legal_basis: str = Field(
        "",
        description="The Land's law beside Art. 6(1)(e) GDPR, as the notice cites it; empty for its general name.",
    )
    privacy_officer: str = Field("", description="How to reach the data protection officer.")
    supervision: str = Field("", description="The data protection authority that people can complain to.")
    backup_days: int = Field(
        14,
        ge=0,
        le=366,
        description="Days after which copies of the database are gone; those in DATA_DIR/backups go by themselves.",
    )
    accent: str = Field("#1d4f91", description="The town's accent colour, as #rrggbb.")
    language: Literal["de", "en"] = Field("de", description="Language of pages before a reader chooses: de or en.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged: debug, info, warning or error."
    )
    log_style: Literal["text", "json"] = Field("text", description="Log lines: text for eyes, json for a collector.")
    capacity: int = Field(
        0, ge=0, description="Dialogues at the same time; more cannot be made for that hour. 0: no limit."
    )

    @property
    def bus_path(self) -> Path:
        """Where the control process serves its children."""
        return self.data_dir / "bus"

    def hall_path(self, index: int) -> Path:
        """Where the media process with this index meets the one that paints its halls; no longer than `bus_path`."""
        return self.data_dir / f"h{index}"

    @property
    def node(self) -> str:
        """What this machine is called among several; two servers on one machine differ by their DATA_DIR."""
        place = f"{socket.gethostname()}{self.data_dir.absolute()}"
        return hashlib.sha256(place.encode()).hexdigest()[:8]

    @property
    def secure(self) -> bool:
        """Whether cookies carry Secure."""
        return self.public_url.startswith("https:")

    @property
    def origin(self) -> str:
        """The only Origin whose sockets are served."""
        return self.public_url

    def numbers(self) -> list[tuple[str, str]]:
        """Who has which further telephone number."""
        parts = [part.partition("=") for part in self.phones.split(",") if part.strip()]
        return [(who.strip(), number.strip()) for who, _, number in parts]

    def media_at(self, index: int) -> tuple[list[str], list[str]]:
        """`host:port` of the media process with this index: those it binds and those it tells the browsers."""
        port = self.media_port + index
        bound = [with_port(address, port) for address in self.media_addresses]
        return bound, [with_port(address, port) for address in self.media_advertise]

    def words_held(self) -> list[str]:
        """What a new dialogue's list begins with."""
        return [word.strip() for word in self.held_words.split(",") if word.strip()]

    def signing_key(self) -> str:
        """SECRET_KEY, or the one in DATA_DIR/secret, made at the first call."""
        return self.secret_key.get_secret_value() if self.secret_key else kept_secret(self.data_dir / "secret")

    def environment(self) -> dict[str, str]:
        """These settings as environment variables, for a child process."""
        return {name.upper(): written(value) for name, value in self if value not in (None, "", ())}

    @field_validator("media_addresses", "media_advertise", mode="before")
    @classmethod
    def split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("media_addresses", "media_advertise")
    @classmethod
    def check_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        check(all(is_address(address) for address in value), "browsers need IP addresses, not names")
        return value

    @field_validator("database_url")
    @classmethod
    def name_driver(cls, value: str) -> str:
        scheme, colon, rest = value.partition(":")
        known = not value or (colon and scheme in {*DRIVERS, *DRIVERS.values()})
        check(known, "it must begin with sqlite: or postgresql:")
        return f"{DRIVERS.get(scheme, scheme)}:{rest}" if value else value

    @field_validator("redis_url")
    @classmethod
    def check_redis(cls, value: str | None) -> str | None:
        check(
            value is None or re.match(r"(rediss?|unix)://", value), "it must begin with redis://, rediss:// or unix://"
        )
        return value

    @field_validator("public_url")
    @classmethod
    def check_public(cls, value: str) -> str:
        if not value:
            return value
        url = urlsplit(value)
        good = url.scheme in ("http", "https") and url.hostname and url.path in ("", "/") and not url.query
        check(good, "it must look like https://dialog.example.org, without a path")
        return f"{url.scheme}://{url.netloc}".lower()

    @field_validator("turn_url")
    @classmethod
    def check_turn(cls, value: str | None) -> str | None:
        check(value is None or re.match(r"turns?:[^/]", value), "it must look like turn:host:3478 or turns:host:5349")
        return value

    @field_validator("secret_key")
    @classmethod
    def check_key(cls, value: SecretStr | None) -> SecretStr | None:
        check(value is None or len(value.get_secret_value()) >= 32, "it needs 32 characters or more")
        return value

    @field_validator("hotline")
    @classmethod
    def check_hotline(cls, value: str) -> str:
        check(re.fullmatch(r"[0-9+()/ .–-]*", value), "a telephone number has digits, spaces and + ( ) / . - only")
        return value.strip()

    @field_validator("phones")
    @classmethod
    def check_phones(cls, value: str) -> str:
        parts = [part.partition("=") for part in value.split(",") if part.strip()]
        check(all(who.strip() and number.strip() for who, _, number in parts), "it must look like IT on call=0800 1")
        return value

    @field_validator("contact_mail", "mail_from")
    @classmethod
    def check_mail(cls, value: str) -> str:
        check(not value or re.fullmatch(r"[^@\s]+@[^@\s]+", value), "it must look like buergerdialog@example.org")
        return value

    @field_validator("smtp_url")
    @classmethod
    def check_smtp(cls, value: SecretStr | None) -> SecretStr | None:
        good = value is None or re.match(r"smtps?://[^/]+$", value.get_secret_value())
        check(good, "it must look like smtp://user:password@host:587")
        return value

    @field_validator("accent")
    @classmethod
    def check_colour(cls, value: str) -> str:
        check(re.fullmatch(r"#[0-9a-fA-F]{6}", value), "it must look like #1d4f91")
        return value.lower()

    @field_validator("language", mode="before")
    @classmethod
    def skip_locale(cls, value: Any) -> Any:
        """Desktops set LANGUAGE to a list of locales (gettext's "en_US:en"); that is the operator's, not the town's."""
        return "de" if isinstance(value, str) and re.search("[_:]", value) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def lower_level(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @model_validator(mode="after")
    def check_together(self) -> Settings:
        free = 65536 - self.media_port
        check(
            self.media_processes <= free, f"MEDIA_PROCESSES must be at most {free} from MEDIA_PORT {self.media_port} on"
        )
        check(self.media_addresses, "MEDIA_ADDRESSES needs at least one address")
        paired = len(self.media_advertise) in (0, len(self.media_addresses))
        check(paired, "MEDIA_ADVERTISE needs as many addresses as MEDIA_ADDRESSES, or none")
        check(not self.turn_url or self.turn_secret, "TURN_URL needs TURN_SECRET")
        if self.redis_url and self.role != "media":
            check(
                self.database_url.startswith("postgresql"), "REDIS_URL needs DATABASE_URL: machines share a PostgreSQL"
            )
            check(self.secret_key, "REDIS_URL needs SECRET_KEY: all machines must have the same one")
        check(self.role == "all" or self.redis_url, f"ROLE {self.role} needs REDIS_URL: other machines do the rest")
        check(not self.smtp_url or self.mail_from or self.contact_mail, "SMTP_URL needs MAIL_FROM or CONTACT_MAIL")
        short = len(os.fsencode(self.bus_path)) <= SOCKET_PATH_LIMIT
        check(
            short, f"DATA_DIR is too long: the socket in it may have {SOCKET_PATH_LIMIT} bytes (a relative path helps)"
        )
        return self

    @model_validator(mode="after")
    def fill(self) -> Settings:
        """Defaults that follow from other settings; frozen only from here on."""
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite+aiosqlite:///{self.data_dir / 'dialogue.db'}")
        if not self.public_url:
            object.__setattr__(self, "public_url", f"http://localhost:{self.port}")
        return self


class Row(NamedTuple):
    name: str
    default: str
    meaning: str


def table() -> list[Row]:
    """Every setting for the operator's handbook: name, default, meaning."""
    rows = Settings.model_fields.items()
    return [Row(name.upper(), written(row.default or ""), row.description or "") for name, row in rows]


def load(**given: Any) -> Settings:
    """The settings; `given` (command line) wins over the environment, that over .env. Raises SettingsError."""
    try:
        return Settings(**given)
    except ValidationError as wrong:
        # From None: the original error would print values, secrets among them.
        raise SettingsError([sentence(dict(error)) for error in wrong.errors()]) from None


def sentence(error: dict[str, Any]) -> str:
    """One wrong value in words. Values are shown only where they can hold no password."""
    limits = error.get("ctx", {})
    reason = {
        "int_parsing": "it must be a whole number",
        "greater_than_equal": f"it must be at least {limits.get('ge')}",
        "less_than_equal": f"it must be at most {limits.get('le')}",
        "literal_error": f"it must be one of {str(limits.get('expected')).replace(' or ', ', ')}",
    }.get(error["type"], error["msg"].removeprefix("Value error, "))
    if not error["loc"]:
        return f"{reason}."
    name = str(error["loc"][0]).upper()
    hidden = any(word in name for word in ("SECRET", "DATABASE", "REDIS", "SMTP"))
    return f"{name} is wrong: {reason}." if hidden else f"{name} is {error['input']!r}: {reason}."


def check(holds: object, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def with_port(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def written(value: Any) -> str:
    """A value as it would stand in the environment."""
    match value:
        case SecretStr():
            return value.get_secret_value()
        case tuple():
            return ",".join(value)
        case _:
            return str(value)


def kept_secret(path: Path) -> str:
    """Made once, for its owner only; two processes that start at the same moment agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)  # unlike rename, this does not replace the other's
        finally:
            draft.unlink(missing_ok=True)
    return path.read_text()
