"""Settings as an operator gives them: environment in, settings or clear sentences out."""

from pathlib import Path
from typing import Any

import pytest

from dialogue import settings
from dialogue.settings import SettingsError, load


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of the developer's environment, no .env."""
    for row in settings.table():
        monkeypatch.delenv(row.name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_run_on_one_machine() -> None:
    found = load()
    assert found.database_url == "sqlite+aiosqlite:///data/dialogue.db"
    assert found.public_url == "http://localhost:8000"
    assert found.secure is False
    assert found.media_at(1) == (["127.0.0.1:10001"], [])


def test_given_wins_over_environment_over_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=1\nHOST=1.1.1.1\nTOWN=Aus der Datei\n")
    monkeypatch.setenv("PORT", "2")
    monkeypatch.setenv("HOST", "2.2.2.2")
    found = load(port=3)
    assert (found.port, found.host, found.town) == (3, "2.2.2.2", "Aus der Datei")
    assert found.public_url == "http://localhost:3"


def test_addresses_are_split_and_paired_with_their_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIA_ADDRESSES", "10.0.0.5, fd00::5")
    monkeypatch.setenv("MEDIA_ADVERTISE", "203.0.113.5,2001:db8::5")
    assert load().media_at(2) == (["10.0.0.5:10002", "[fd00::5]:10002"], ["203.0.113.5:10002", "[2001:db8::5]:10002"])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgresql://u:p@h/n", "postgresql+asyncpg://u:p@h/n"),
        ("postgresql+asyncpg://h/n", "postgresql+asyncpg://h/n"),
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
    ],
)
def test_database_url_gets_its_driver(monkeypatch: pytest.MonkeyPatch, given: str, expected: str) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    assert load().database_url == expected


@pytest.mark.parametrize(("locale", "language"), [("en_US:en", "de"), ("en_GB", "de"), ("en", "en"), ("", "de")])
def test_language_ignores_a_desktop_s_locales(monkeypatch: pytest.MonkeyPatch, locale: str, language: str) -> None:
    monkeypatch.setenv("LANGUAGE", locale)
    assert load().language == language


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORT": "eight"}, "PORT is 'eight': it must be a whole number."),
        ({"PORT": "70000"}, "PORT is '70000': it must be at most 65535."),
        ({"MEDIA_PROCESSES": "0"}, "MEDIA_PROCESSES is '0': it must be at least 1."),
        ({"LANGUAGE": "fr"}, "LANGUAGE is 'fr': it must be one of 'de', 'en'."),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud': it must be one of 'debug', 'info', 'warning', 'error'."),
        (
            {"PUBLIC_URL": "dialog.example.org/x"},
            "PUBLIC_URL is 'dialog.example.org/x': it must look like https://dialog.example.org, without a path.",
        ),
        (
            {"MEDIA_ADDRESSES": "media.example.org"},
            "MEDIA_ADDRESSES is 'media.example.org': browsers need IP addresses, not names.",
        ),
        ({"MEDIA_ADDRESSES": ","}, "MEDIA_ADDRESSES needs at least one address."),
        (
            {"MEDIA_ADVERTISE": "1.1.1.1,2.2.2.2"},
            "MEDIA_ADVERTISE needs as many addresses as MEDIA_ADDRESSES, or none.",
        ),
        (
            {"MEDIA_PORT": "65535", "MEDIA_PROCESSES": "2"},
            "MEDIA_PROCESSES must be at most 1 from MEDIA_PORT 65535 on.",
        ),
        ({"DATABASE_URL": "mysql://u:geheim@h"}, "DATABASE_URL is wrong: it must begin with sqlite: or postgresql:."),
        (
            {"REDIS_URL": "http://:geheim@h"},
            "REDIS_URL is wrong: it must begin with redis://, rediss:// or unix://.",
        ),
        ({"SECRET_KEY": "geheim"}, "SECRET_KEY is wrong: it needs 32 characters or more."),
        ({"TURN_URL": "turn:h:3478"}, "TURN_URL needs TURN_SECRET."),
        (
            {"TURN_URL": "https://h", "TURN_SECRET": "x"},
            "TURN_URL is 'https://h': it must look like turn:host:3478 or turns:host:5349.",
        ),
        ({"ACCENT": "blue"}, "ACCENT is 'blue': it must look like #1d4f91."),
        ({"CONTACT_MAIL": "rathaus"}, "CONTACT_MAIL is 'rathaus': it must look like buergerdialog@example.org."),
        ({"HOTLINE": "ask"}, "HOTLINE is 'ask': a telephone number has digits, spaces and + ( ) / . - only."),
        (
            {"DATA_DIR": "/" + "d" * 110},
            "DATA_DIR is too long: the socket in it may have 107 bytes (a relative path helps).",
        ),
    ],
)
def test_wrong_value_gets_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], sentence: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert caught.value.sentences == [sentence]
    assert "geheim" not in str(caught.value)


def test_several_wrong_values_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("ACCENT", "y")
    with pytest.raises(SettingsError) as caught:
        load()
    assert [sentence.split()[0] for sentence in caught.value.sentences] == ["PORT", "ACCENT"]


def test_environment_gives_a_child_the_same_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given: dict[str, Any] = {
        "data_dir": tmp_path,
        "port": 8123,
        "media_addresses": ("127.0.0.1", "::1"),
        "turn_url": "turn:h:3478",
        "turn_secret": "geheim",
        "hotline": "0800 123",
    }
    parent = load(**given)
    for name, value in parent.environment().items():
        monkeypatch.setenv(name, value)
    assert load() == parent


def test_signing_key_is_made_once_for_its_owner(tmp_path: Path) -> None:
    key = load(data_dir=tmp_path / "new").signing_key()
    assert len(key) == 64
    assert load(data_dir=tmp_path / "new").signing_key() == key
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["secret"]
    assert (tmp_path / "new" / "secret").stat().st_mode & 0o777 == 0o600
    assert load(data_dir=tmp_path / "other").signing_key() != key


def test_every_setting_is_documented() -> None:
    assert [row.name for row in settings.table() if not row.meaning.endswith(".")] == []
    assert settings.table()[0] == (
        "DATA_DIR",
        "data",
        "Folder for database, secret, uploads and the processes' socket.",
    )
