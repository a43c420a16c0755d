"""Settings: what holds without any, what each changes, and the sentence with which a wrong one stops the start."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.config import Config, SettingError

KEY = "k" * 32


def read(folder: Path, **env: str) -> Config:
    """Return the configuration of an installation in the folder with the given settings alone."""
    return Config.from_env({"PORTAL_INSTANCE": str(folder), **env})


def test_without_settings_everything_is_in_the_instance_folder(tmp_path):
    config = read(tmp_path / "instance")
    assert config.instance == tmp_path / "instance"
    assert config.database_url == f"sqlite:///{tmp_path}/instance/portal.db"
    assert config.storage_url == f"file://{tmp_path}/instance/evidence"
    assert (config.host, config.port, config.base_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert (config.is_sqlite, config.is_https, config.development, config.behind_proxy) == (True, False, False, False)
    assert (config.mail_url, config.fixed_now) == (None, None)
    assert (config.threads, config.max_file_bytes) == (32, 100 * 1024 * 1024)


def test_empty_settings_count_as_none(tmp_path):
    names = (
        "DATABASE_URL", "STORAGE_URL", "SECRET_KEY", "BASE_URL", "MAIL_URL", "MAIL_FROM", "HOST", "PORT", "THREADS",
        "DEVELOPMENT", "NOW", "BEHIND_PROXY", "MAX_FILE_MB",
    )  # fmt: skip
    assert read(tmp_path, **{f"PORTAL_{name}": "" for name in names}) == read(tmp_path)


def test_secret_key_is_made_once_and_for_the_owner_alone(tmp_path):
    key = read(tmp_path).secret_key
    assert (len(key) >= 32, read(tmp_path).secret_key) == (True, key)
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_secret_key_given_is_not_written_down(tmp_path):
    assert read(tmp_path, PORTAL_SECRET_KEY=KEY).secret_key == KEY
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value", "attribute", "result"),
    [
        ("DATABASE_URL", "postgresql://portal@db/portal", "database_url", "postgresql+psycopg://portal@db/portal"),
        ("DATABASE_URL", "postgres://portal@db/portal", "database_url", "postgresql+psycopg://portal@db/portal"),
        ("DATABASE_URL", "postgresql+psycopg://db/portal", "database_url", "postgresql+psycopg://db/portal"),
        ("DATABASE_URL", "postgresql://db/portal", "is_sqlite", False),
        ("DATABASE_URL", "sqlite:////srv/portal.db", "database_url", "sqlite:////srv/portal.db"),
        ("STORAGE_URL", "file:///srv/portal/evidence", "storage_url", "file:///srv/portal/evidence"),
        ("BASE_URL", "https://portal.example.go.th/", "base_url", "https://portal.example.go.th"),
        ("BASE_URL", "https://portal.example.go.th", "is_https", True),
        ("PORT", "9000", "base_url", "http://127.0.0.1:9000"),
        ("PORT", "9000", "port", 9000),
        ("HOST", "0.0.0.0", "host", "0.0.0.0"),  # noqa: S104
        ("THREADS", "8", "threads", 8),
        ("MAIL_URL", "smtp+starttls://u:p@mail.example:587", "mail_url", "smtp+starttls://u:p@mail.example:587"),
        ("MAIL_URL", "smtps://mail.example", "mail_url", "smtps://mail.example"),
        ("MAIL_FROM", "portal@example.go.th", "mail_from", "portal@example.go.th"),
        ("DEVELOPMENT", "1", "development", True),
        ("BEHIND_PROXY", "1", "behind_proxy", True),
        ("MAX_FILE_MB", "5", "max_file_bytes", 5 * 1024 * 1024),
    ],
)
def test_setting_is_taken(tmp_path, name, value, attribute, result):
    assert getattr(read(tmp_path, **{f"PORTAL_{name}": value}), attribute) == result


@pytest.mark.parametrize("value", ["2026-12-18T09:00:00+07:00", "2026-12-18T09:00:00", "2026-12-18T02:00:00Z"])
def test_fixed_now_without_a_zone_is_bangkoks(tmp_path, value):
    assert read(tmp_path, PORTAL_NOW=value).fixed_now == datetime(2026, 12, 18, 2, 0, tzinfo=UTC)


DATABASE = (
    "PORTAL_DATABASE_URL must begin with sqlite:/// or postgresql://, for example postgresql://portal@localhost/portal"
)
STORAGE = "PORTAL_STORAGE_URL must be a folder on a local disk, for example file:///srv/portal/evidence"
SECRET = "PORTAL_SECRET_KEY is too short: give at least 32 characters, or none and one is made in instance/"
ADDRESS = "PORTAL_BASE_URL must be the address people type, for example https://portal.example.go.th"
MAIL = "PORTAL_MAIL_URL must look like smtp://host:25, smtp+starttls://user:password@host:587 or smtps://host:465"
NOW = "PORTAL_NOW must be an ISO date or instant, for example 2026-12-18T09:00:00+07:00"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "mysql://db/portal", DATABASE),
        ("DATABASE_URL", "portal.db", DATABASE),
        ("STORAGE_URL", "/srv/portal", STORAGE),
        ("STORAGE_URL", "s3://bucket", STORAGE),
        ("SECRET_KEY", "short", SECRET),
        ("BASE_URL", "portal.example.go.th", ADDRESS),
        ("BASE_URL", "ftp://portal.example.go.th", ADDRESS),
        ("BASE_URL", "https://", ADDRESS),
        ("BASE_URL", "https://:8000", ADDRESS),
        ("BASE_URL", "https://portal:port", ADDRESS),
        ("BASE_URL", "https://[portal", ADDRESS),
        ("MAIL_URL", "mail.example:25", MAIL),
        ("MAIL_URL", "smtp://", MAIL),
        ("MAIL_URL", "smtp://mail.example:mail", MAIL),
        ("MAIL_URL", "smtp://mail.example:70000", MAIL),
        ("MAIL_URL", "http://mail.example", MAIL),
        ("PORT", "0", "PORTAL_PORT must be a whole number from 1 to 65535; it is '0'"),
        ("PORT", "65536", "PORTAL_PORT must be a whole number from 1 to 65535; it is '65536'"),
        ("PORT", "http", "PORTAL_PORT must be a whole number from 1 to 65535; it is 'http'"),
        ("PORT", "๘๐๐๐", "PORTAL_PORT must be a whole number from 1 to 65535; it is '๘๐๐๐'"),
        ("PORT", "-1", "PORTAL_PORT must be a whole number from 1 to 65535; it is '-1'"),
        ("THREADS", "257", "PORTAL_THREADS must be a whole number from 1 to 256; it is '257'"),
        ("MAX_FILE_MB", "2049", "PORTAL_MAX_FILE_MB must be a whole number from 1 to 2048; it is '2049'"),
        ("MAX_FILE_MB", "1.5", "PORTAL_MAX_FILE_MB must be a whole number from 1 to 2048; it is '1.5'"),
        ("DEVELOPMENT", "yes", "PORTAL_DEVELOPMENT must be 0 or 1; it is 'yes'"),
        ("BEHIND_PROXY", "2", "PORTAL_BEHIND_PROXY must be 0 or 1; it is '2'"),
        ("NOW", "tomorrow", NOW),
        ("NOW", "18/12/2569", NOW),
    ],
)
def test_wrong_setting_stops_with_its_sentence(tmp_path, name, value, sentence):
    with pytest.raises(SettingError) as stopped:
        read(tmp_path, **{f"PORTAL_{name}": value})
    assert str(stopped.value) == sentence


def test_instance_that_is_a_file_stops_with_its_sentence(tmp_path):
    (tmp_path / "instance").write_text("")
    with pytest.raises(SettingError, match=r"^PORTAL_INSTANCE must be a folder that can be made or written: "):
        read(tmp_path / "instance" / "below")
