"""Settings: read once from PORTAL_* variables and instance/; no other module reads the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
MAX_FILE_BYTES = 100 * 1024 * 1024


class SettingError(Exception):
    """A setting that stops the start; the message says which and what to do."""


@dataclass(frozen=True)
class Config:
    """Everything that differs between installations. Tests build it directly."""

    database_url: str
    storage_url: str
    secret_key: str
    instance: Path
    base_url: str = "http://127.0.0.1:8000"
    mail_url: str | None = None
    mail_from: str = "portal@localhost"
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 32
    development: bool = False
    fixed_now: datetime | None = None
    behind_proxy: bool = False
    max_file_bytes: int = MAX_FILE_BYTES
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_sqlite(self) -> bool:
        """True on the embedded database."""
        return self.database_url.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        """True when people reach the portal over TLS: cookies are then marked secure."""
        return self.base_url.startswith("https:")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Config:
        """Return the configuration of this installation.

        Raises SettingError with a sentence that names the variable and says what to do.
        """
        env = os.environ if env is None else env
        instance = Path(env.get("PORTAL_INSTANCE") or ROOT / "instance").absolute()
        try:
            instance.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingError(f"PORTAL_INSTANCE must be a folder that can be made or written: {error}") from None
        return cls(
            database_url=_database_url(env.get("PORTAL_DATABASE_URL"), instance),
            storage_url=_storage_url(env.get("PORTAL_STORAGE_URL"), instance),
            secret_key=_secret_key(env.get("PORTAL_SECRET_KEY"), instance),
            instance=instance,
            base_url=_base_url(env),
            mail_url=_mail_url(env.get("PORTAL_MAIL_URL")),
            mail_from=env.get("PORTAL_MAIL_FROM") or "portal@localhost",
            host=env.get("PORTAL_HOST") or "127.0.0.1",
            port=_integer(env, "PORTAL_PORT", 8000, 1, 65535),
            threads=_integer(env, "PORTAL_THREADS", 32, 1, 256),
            development=_switch(env, "PORTAL_DEVELOPMENT"),
            fixed_now=_instant(env.get("PORTAL_NOW")),
            behind_proxy=_switch(env, "PORTAL_BEHIND_PROXY"),
            max_file_bytes=_integer(env, "PORTAL_MAX_FILE_MB", 100, 1, 2048) * 1024 * 1024,
        )


def _database_url(value: str | None, instance: Path) -> str:
    if not value:
        return f"sqlite:///{instance / 'portal.db'}"
    if value.startswith("sqlite:///"):
        return value
    for plain in ("postgresql://", "postgres://"):
        if value.startswith(plain):
            return "postgresql+psycopg://" + value.removeprefix(plain)
    if value.startswith("postgresql+psycopg://"):
        return value
    raise SettingError(
        "PORTAL_DATABASE_URL must begin with sqlite:/// or postgresql://, for example postgresql://portal@localhost/portal"
    )


def _storage_url(value: str | None, instance: Path) -> str:
    if not value:
        return (instance / "evidence").as_uri()
    if not value.startswith("file:///"):
        raise SettingError(
            "PORTAL_STORAGE_URL must be a folder on a local disk, for example file:///srv/portal/evidence"
        )
    return value


def _secret_key(value: str | None, instance: Path) -> str:
    if value:
        if len(value) < 32:
            raise SettingError(
                "PORTAL_SECRET_KEY is too short: give at least 32 characters, or none and one is made in instance/"
            )
        return value
    path = instance / "secret-key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()


def _base_url(env: Mapping[str, str]) -> str:
    value = env.get("PORTAL_BASE_URL")
    if not value:
        return f"http://{env.get('PORTAL_HOST') or '127.0.0.1'}:{env.get('PORTAL_PORT') or 8000}"
    parts = _parts(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError("PORTAL_BASE_URL must be the address people type, for example https://portal.example.go.th")
    return value.rstrip("/")


def _mail_url(value: str | None) -> str | None:
    if not value:
        return None
    parts = _parts(value)
    if parts is None or parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname:
        raise SettingError(
            "PORTAL_MAIL_URL must look like smtp://host:25, smtp+starttls://user:password@host:587 or smtps://host:465"
        )
    return value


def _parts(address: str) -> SplitResult | None:
    """Return the parts of an address, or None where it cannot be one (a port of letters, a bracket left open)."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # read and checked only when asked for
    except ValueError:
        return None
    return parts


def _integer(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise SettingError(f"{name} must be a whole number from {low} to {high}; it is {value!r}")
    return int(value)


def _switch(env: Mapping[str, str], name: str) -> bool:
    value = (env.get(name) or "0").lower()
    if value not in ("0", "1"):
        raise SettingError(f"{name} must be 0 or 1; it is {value!r}")
    return value == "1"


def _instant(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise SettingError("PORTAL_NOW must be an ISO date or instant, for example 2026-12-18T09:00:00+07:00") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo("Asia/Bangkok"))
