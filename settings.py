"""Settings from the environment (`WATTLINE_*`) and `.env`.

An unknown name, a missing or a bad value ends the start with one sentence that names it: a typo
in a deployment must not become a default.
"""

import os
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent
PREFIX = "WATTLINE_"
ONLY_FOR_TESTS = {"WATTLINE_TEST_POSTGRES", "WATTLINE_REPLAY_DATA"}


class BadSettings(Exception):
    """A setting is unknown, missing or wrong; the message is for the person who starts us."""


class Settings(BaseSettings):
    """All settings; every field is documented in `.env.example`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="forbid"
    )

    telegram_token: str = Field(min_length=1)
    telegram_base_url: str = "https://api.telegram.org"
    database_url: str = f"sqlite:///{ROOT / 'var' / 'wattline.db'}"
    files: Path | None = None
    nlu_url: str = "http://127.0.0.1:5005"
    nlu_timeout: float = Field(default=2.0, gt=0, le=30)
    nlu_env: Path = ROOT / ".venv-nlu"
    timezone: str = "Asia/Shanghai"
    policy: Annotated[list[Path], NoDecode] = [ROOT / "policy.yml"]
    webhook_url: str | None = None
    webhook_secret: str | None = None
    webhook_listen: str = "127.0.0.1:8443"
    api_host: str = "127.0.0.1"
    api_port: int | None = Field(default=None, ge=1, le=65535)
    api_public: bool = False
    sms_url: str | None = None
    email_url: str | None = None
    workers: int = Field(default=8, ge=1, le=64)
    senders: int = Field(default=8, ge=1, le=64)
    tick_seconds: float = Field(default=5.0, gt=0, le=60)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("not a time zone; write it like Asia/Shanghai") from error
        return value

    @field_validator("policy", mode="before")
    @classmethod
    def _several_files(cls, value: object) -> object:
        return [p.strip() for p in value.split(",")] if isinstance(value, str) else value

    @field_validator("telegram_base_url", "nlu_url")
    @classmethod
    def _http(cls, value: str) -> str:
        if not all(part.strip().startswith(("http://", "https://")) for part in value.split(",")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/").removesuffix("/bot")

    @field_validator("sms_url", "email_url")
    @classmethod
    def _names_the_address(cls, value: str | None) -> str | None:
        if value and ("{address}" not in value or "://" not in value):
            raise ValueError("must be a URL of Apprise with {address} in it")
        return value or None

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value

    @property
    def files_folder(self) -> Path:
        """Where customers' files are kept; beside an SQLite database, if nothing else is set."""
        if self.files is not None:
            return self.files
        beside = Path(self.database_url.removeprefix("sqlite:///")).parent
        return (beside if self.database_url.startswith("sqlite") else ROOT / "var") / "files"

    @property
    def zone(self) -> ZoneInfo:
        """The utility's time zone, in which customers and staff read times."""
        return ZoneInfo(self.timezone)


def load(**overrides: object) -> Settings:
    """The settings of this process. Raises BadSettings, in words."""
    _refuse_unknown_names()
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise BadSettings(
            "; ".join(_in_words(e["loc"], e["msg"]) for e in error.errors())
        ) from None


def offline() -> Settings:
    """The settings of a command that never speaks to Telegram, and so needs no token."""
    return load(telegram_token="none")


def _refuse_unknown_names() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | ONLY_FOR_TESTS
    unknown = sorted(n for n in os.environ if n.startswith(PREFIX) and n not in known)
    if unknown:
        raise BadSettings(f"unknown setting {', '.join(unknown)}; .env.example lists all names")


def _in_words(location: tuple[int | str, ...], message: str) -> str:
    name = str(location[0]) if location else ""
    name = name.upper() if name.upper().startswith(PREFIX) else PREFIX + name.upper()
    if message == "Field required":
        return f"{name} is missing; `.env.example` says what it is"
    return f"{name}: {message.removeprefix('Value error, ')}"
