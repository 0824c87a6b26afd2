"""Failures on demand: which call goes wrong next, and how."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from .errors import ApiError, Json, bad_request
from .params import Params

DESCRIPTIONS = {
    400: "Bad Request: failure on demand",
    403: "Forbidden: bot was blocked by the user",
    500: "Internal Server Error",
    502: "Bad Gateway",
}
ERROR_KINDS = frozenset({"429", "500", "502", "400", "403"})
KINDS = ERROR_KINDS | {"timeout_after_accept", "drop", "latency"}
HELD_SECONDS = 30.0  # how long timeout_after_accept holds the connection unless told otherwise


@dataclass
class Failure:
    """One failure to come; ``remaining`` None means until it is removed."""

    id: int
    kind: str
    method: str | None
    chat_id: int | None
    remaining: int | None
    seconds: float
    retry_after: int
    description: str | None
    accepted: bool

    def matches(self, method: str, params: Params) -> bool:
        """Tell whether this failure is meant for the call."""
        if self.method is not None and self.method != method:
            return False
        return self.chat_id is None or params.integer("chat_id") == self.chat_id

    def error(self) -> ApiError:
        """Return the error of an error kind."""
        if self.kind == "429":
            text = self.description or f"Too Many Requests: retry after {self.retry_after}"
            return ApiError(429, text, retry_after=self.retry_after)
        code = int(self.kind)
        return ApiError(code, self.description or DESCRIPTIONS[code])

    def view(self) -> Json:
        """Return the failure as the control API shows it."""
        return dict(self.__dict__)


class Failures:
    """All failures still to come, oldest first."""

    def __init__(self) -> None:
        self._list: list[Failure] = []
        self._ids = count(1)

    def add(self, wanted: Json) -> Failure:
        """Add a failure as described by the control API."""
        failure = _failure(next(self._ids), wanted)
        self._list.append(failure)
        return failure

    def take(self, method: str, params: Params) -> Failure | None:
        """Return the failure for this call, counting it down; ``method`` is lower-case."""
        for failure in self._list:
            if failure.matches(method, params):
                self._count_down(failure)
                return failure
        return None

    def clear(self, failure_id: int | None = None) -> None:
        """Remove one failure or all."""
        self._list = [f for f in self._list if failure_id is not None and f.id != failure_id]

    def view(self) -> list[Json]:
        """Return the failures still to come."""
        return [failure.view() for failure in self._list]

    def _count_down(self, failure: Failure) -> None:
        if failure.remaining is None:
            return
        failure.remaining -= 1
        if failure.remaining <= 0:
            self._list.remove(failure)


def _failure(failure_id: int, wanted: Json) -> Failure:
    kind = str(wanted.get("kind", ""))
    if kind not in KINDS:
        raise bad_request(f"kind must be one of {', '.join(sorted(KINDS))}")
    method = wanted.get("method")
    return Failure(
        id=failure_id,
        kind=kind,
        method=None if method in (None, "*") else str(method).lower(),
        chat_id=_integer(wanted, "chat_id", None),
        remaining=_integer(wanted, "count", 1),
        seconds=float(wanted.get("seconds", 1.0 if kind == "latency" else HELD_SECONDS)),
        retry_after=_integer(wanted, "retry_after", 1) or 1,
        description=wanted.get("description"),
        accepted=bool(wanted.get("accepted", False)),
    )


def _integer(wanted: Json, name: str, default: int | None) -> int | None:
    value: Any = wanted.get(name, default)
    if value is not None and not isinstance(value, int):
        raise bad_request(f"{name} must be an integer or null")
    return value
