"""The FastAPI app: who may call, what is taken, what is shown, and how long it may be kept."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import Depends, FastAPI, Header, HTTPException, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from actions.feeds import showing, tokens
from actions.feeds.taking import Delivery, Taker
from actions.policy import Policy
from actions.work import Work
from api import calendar, shapes
from storage import Database, Unavailable

LARGEST = 20_000_000
"""Bytes of one delivery."""
FRESH_SECONDS = 60
"""How long an answer may be kept before it is asked for again."""

Language = Annotated[Literal["en", "zh_Hans", "zh_Hant"], Query(description="Of names and texts.")]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]
SeenBefore = Annotated[str | None, Header(alias="If-None-Match")]


def build(
    db: Database, policy: Policy, zone: ZoneInfo, clock: Callable[[], datetime],
    ring: Callable[[], None], public: bool,
) -> FastAPI:  # fmt: skip
    """The app. `ring`: tells the sender that there is work. `public`: reading needs no token."""
    app = FastAPI(
        title="Wattline", description=__doc__, version="1",
        openapi_url="/api/openapi.json", docs_url=None, redoc_url=None,
    )  # fmt: skip
    taker = Taker(db, policy, zone, clock)

    def allowed(scope: str) -> Callable[..., Awaitable[None]]:
        async def check(bearer: Bearer) -> None:
            await _check(db, scope, bearer.credentials if bearer else "")

        return check

    async def anybody() -> None:
        """Reading is open to everybody where the settings say so."""

    readers = Depends(anybody if public else allowed(tokens.READ))

    @app.post(
        "/api/outages", response_model=shapes.Taken,
        dependencies=[Depends(allowed(tokens.WRITE))],
    )  # fmt: skip
    async def send_outages(sent: shapes.SentOutages) -> Response:
        """Takes outages from another system. Each record is judged by itself; the answer tells all."""
        full = sent.mode == "full"
        outcome = await taker.take(Delivery(sent.source, sent.records, full, sent.dry_run))
        ring()
        return JSONResponse(shapes.taken(outcome, sent.dry_run))

    @app.get("/api/outages", dependencies=[readers])
    async def current_outages(
        seen: SeenBefore = None, language: Language = "en",
        format: Literal["json", "geojson"] = "json",
    ) -> Response:  # fmt: skip
        """The notices that are published and not over, as JSON or GeoJSON."""
        async with db.reading() as tx:
            found = await showing.current(Work(tx, clock(), policy, zone), language)
        if format == "geojson":
            return _fresh(_json(shapes.as_geojson(found)), "application/geo+json", seen, public)
        body = _json({"outages": [shapes.as_json(notice) for notice in found]})
        return _fresh(body, "application/json", seen, public)

    @app.get("/api/places/{code}/outages.ics", dependencies=[readers])
    async def calendar_of_place(
        code: Annotated[str, Path(max_length=32)], seen: SeenBefore = None,
        language: Language = "en",
    ) -> Response:  # fmt: skip
        """The notices of a place as a calendar to subscribe to."""
        async with db.reading() as tx:
            shown = await showing.at_place(Work(tx, clock(), policy, zone), code, language)
        if shown is None:
            raise HTTPException(404, "there is no such place")
        name, found = shown
        body = calendar.ics(name, policy.company.name[language], found)
        return _fresh(body, "text/calendar; charset=utf-8", seen, public)

    @app.middleware("http")
    async def small_enough(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        """Before anything of the body is read."""
        problem = _too_large(request)
        return problem if problem is not None else await call_next(request)

    @app.exception_handler(Unavailable[0])
    @app.exception_handler(Unavailable[1])
    async def away(_request: Request, _error: Exception) -> Response:
        """What was sent may be sent again."""
        told = {"detail": "the database is busy or away; please send it again"}
        return JSONResponse(told, 503, {"Retry-After": "5"})

    return app


async def _check(db: Database, scope: str, token: str) -> None:
    async with db.reading() as tx:
        holder = await tokens.holder(tx, token) if token else None
    if holder is None:
        raise HTTPException(401, "a valid bearer token is needed", {"WWW-Authenticate": "Bearer"})
    if scope not in holder.scopes:
        raise HTTPException(403, f"this token does not include {scope}")


def _too_large(request: Request) -> Response | None:
    if request.method in ("GET", "HEAD"):
        return None
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        return JSONResponse({"detail": "say how long the body is"}, 411)
    if int(length) > LARGEST:
        return JSONResponse({"detail": f"at most {LARGEST} bytes at once"}, 413)
    return None


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def _fresh(body: bytes, media_type: str, seen: str | None, public: bool) -> Response:
    """An answer that says how long it holds; 304 where the asker has it already."""
    tag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    scope = "public" if public else "private"
    headers = {"ETag": tag, "Cache-Control": f"{scope}, max-age={FRESH_SECONDS}"}
    if not public:
        headers["Vary"] = "Authorization"
    known = [part.strip().removeprefix("W/") for part in (seen or "").split(",")]
    if tag in known or known == ["*"]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
