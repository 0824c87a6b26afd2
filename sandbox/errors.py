"""The one error the Bot API side raises; it carries exactly what Telegram would answer."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A refused Bot API call: HTTP status, description and optional ``parameters``."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """Return the JSON object Telegram answers with."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = dict(self.parameters)
        return answer


def bad_request(text: str, **parameters: int) -> ApiError:
    """Build a 400; ``text`` comes without the "Bad Request: " prefix."""
    return ApiError(400, f"Bad Request: {text}", **parameters)


def forbidden(text: str) -> ApiError:
    """Build a 403; ``text`` comes without the "Forbidden: " prefix."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """Build a 409; ``text`` comes without the "Conflict: " prefix."""
    return ApiError(409, f"Conflict: {text}")


def too_many_requests(seconds: int) -> ApiError:
    """Build a 429 asking to come back after ``seconds``."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
