"""The service's way to Rasa's model server: asks, and never fails.

What the server cannot give in time, the keyword engine gives. After a few failures on end a server
is left alone for some seconds, so that its silence costs nobody the time limit again and again.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

import aiohttp

from nlu import keywords
from nlu.answer import BadAnswer, read_answer
from nlu.clauses import clauses
from nlu.hazard import is_hazard
from nlu.understanding import Understanding

LONGEST = 2000  # characters; a longer text is read at its beginning and at its end
CACHE_SIZE = 2000
CACHE_SECONDS = 300.0
FAILURES_TO_OPEN = 3
REST_SECONDS = 5.0
_FAILURES = (aiohttp.ClientError, TimeoutError, OSError, BadAnswer, ValueError)


class _Server:
    """One model server and how it has behaved lately."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.failures = 0
        self.resting_until = 0.0

    def failed(self, now: float, rest: float) -> None:
        self.failures += 1
        if self.failures >= FAILURES_TO_OPEN:
            self.resting_until = now + rest

    def answered(self) -> None:
        self.failures, self.resting_until = 0, 0.0


class NluClient:
    """Understands messages; give it one url or several with commas between (taken in turn)."""

    def __init__(
        self, url: str, timeout_seconds: float = 2.0, rest_seconds: float = REST_SECONDS
    ) -> None:
        """``timeout_seconds`` bounds one message in all, whichever servers are asked."""
        self._servers = [_Server(u.strip().rstrip("/")) for u in url.split(",") if u.strip()]
        self._timeout, self._rest = timeout_seconds, rest_seconds
        self._turn = 0
        self._session: aiohttp.ClientSession | None = None
        self._cache: OrderedDict[str, tuple[float, Understanding]] = OrderedDict()

    async def parse(self, text: str) -> Understanding:
        """What ``text`` says. Never raises and never takes longer than the time limit."""
        if not text.strip():
            return Understanding(text, (), (), False, "none")
        kept = self._recall(text)
        if kept is not None:
            return kept
        understood = await self._ask_in_turn(text)
        if understood is None:
            return keywords.understand(text)
        self._remember(understood)
        return understood

    async def healthy(self) -> str | None:
        """None if a server answers with a model loaded, else what is wrong, in one sentence."""
        problems = [p for server in self._servers if (p := await self._problem(server))]
        if len(problems) < len(self._servers):
            return None
        return "; ".join(problems) or "no NLU server is configured"

    async def aclose(self) -> None:
        """Closes the connections; the client may not be used afterwards."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _recall(self, text: str) -> Understanding | None:
        """A recent answer to the same text (button texts and repeats)."""
        kept = self._cache.get(text)
        if kept is None or time.monotonic() - kept[0] > CACHE_SECONDS:
            return None
        self._cache.move_to_end(text)
        return kept[1]

    def _remember(self, understood: Understanding) -> None:
        self._cache[understood.text] = (time.monotonic(), understood)
        self._cache.move_to_end(understood.text)
        while len(self._cache) > CACHE_SIZE:
            self._cache.popitem(last=False)

    async def _ask_in_turn(self, text: str) -> Understanding | None:
        """The first server's answer that is one; None if all are away or resting.

        The servers asked share the time limit, so that all of them together keep it.
        """
        servers = self._in_turn()
        for server in servers:
            try:
                understood = await self._ask(server, text, self._timeout / len(servers))
            except _FAILURES:
                server.failed(time.monotonic(), self._rest)
            else:
                server.answered()
                return understood
        return None

    def _in_turn(self) -> list[_Server]:
        """Servers that are not resting, another one first each time."""
        self._turn += 1
        now = time.monotonic()
        at = self._turn % max(1, len(self._servers))
        return [s for s in self._servers[at:] + self._servers[:at] if s.resting_until <= now]

    async def _ask(self, server: _Server, text: str, seconds: float) -> Understanding:
        """One server's answer. Raises one of ``_FAILURES``."""
        parts = asked_parts(text)
        answers: list[object] = []
        url = f"{server.url}/model/parse"
        async with asyncio.timeout(seconds):
            for _, part in parts:
                answers.append(await self._post(url, {"text": part}))
            also = [
                read_answer(clause, [(0, clause)], [await self._post(url, {"text": clause})], False)
                for clause in clauses(text)
            ]
        understood = read_answer(text, parts, answers, is_hazard(text))
        return replace(understood, also=tuple(also))

    async def _post(self, url: str, body: dict[str, str]) -> object:
        async with self._open_session().post(url, json=body) as response:
            response.raise_for_status()
            return await response.json(content_type=None)

    async def _problem(self, server: _Server) -> str | None:
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._open_session().get(f"{server.url}/status") as response,
            ):
                status = await response.json(content_type=None)
        except _FAILURES as error:
            return f"{server.url} does not answer ({type(error).__name__})"
        if not isinstance(status, dict) or not status.get("model_file"):
            return f"{server.url} answers but has no model; train one with `wattline nlu train`"
        return None

    def _open_session(self) -> aiohttp.ClientSession:
        """The one session, opened in the loop that first needs it."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session


def asked_parts(text: str) -> Sequence[tuple[int, str]]:
    """(offset, part) of what the server is asked: all, or the first and the last half."""
    if len(text) <= LONGEST:
        return [(0, _no_command(text))]
    half = LONGEST // 2
    return [(0, _no_command(text[:half])), (len(text) - half, _no_command(text[-half:]))]


def _no_command(part: str) -> str:
    """Leading slashes blanked: Rasa takes "/greet" for an intent already known, without parsing."""
    body = part.lstrip("/ \t\r\n\f\v\u3000\xa0")
    head = part[: len(part) - len(body)]
    return head.replace("/", " ") + body
