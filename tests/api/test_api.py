"""The HTTP API over real HTTP: who may call, what comes back, what anybody may see and keep."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import icalendar
import pytest
import uvicorn

from actions.feeds import tokens
from api.app import LARGEST, build
from storage import Database
from storage import api_tokens as rows
from storage.models import Feed, Outage, OutageArea, Place
from tests import city
from tests.actions.scenes import rows as found_rows
from tests.city import NOW
from tests.sandbox.sandbox_client import free_port
from tests.talk import POLICY, ZONE


class Caller:
    """Another system, with or without a token."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http, self.url, self.token = http, url, ""

    async def call(
        self, method: str, path: str, **more: Any
    ) -> tuple[int, aiohttp.typedefs.LooseHeaders, bytes]:
        """Status, headers and body of an answer."""
        headers = more.pop("headers", {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        async with self.http.request(method, self.url + path, headers=headers, **more) as answer:
            return answer.status, answer.headers, await answer.read()

    async def send(self, *records: Any, **more: Any) -> tuple[int, Any]:
        """Sends outages; status and answer."""
        body = {"source": "oms", "records": records, **more}
        status, _headers, answer = await self.call("POST", "/api/outages", json=body)
        return status, json.loads(answer)

    async def get(self, path: str) -> Any:
        """What an address shows."""
        status, _headers, answer = await self.call("GET", path)
        assert status == 200, answer
        return json.loads(answer)


@contextlib.asynccontextmanager
async def serving(
    db: Database, ring: Callable[[], None] = lambda: None, public: bool = False
) -> AsyncIterator[Caller]:
    """The API on loopback."""
    port = free_port()
    app = build(db, POLICY, ZONE, lambda: NOW, ring, public)
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="warning", lifespan="off", access_log=False)
    )
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    async with aiohttp.ClientSession() as http:
        yield Caller(http, f"http://127.0.0.1:{port}")
    server.should_exit = True
    await running


@pytest.fixture
async def api(db: Database) -> AsyncIterator[Caller]:
    """The API with the small city behind it; its caller holds a token for everything."""
    await city.build(db)
    async with serving(db) as caller:
        caller.token = await token(db, *tokens.SCOPES)
        yield caller


async def token(db: Database, *scopes: str, name: str = "oms") -> str:
    """A new token."""
    async with db.transaction() as tx:
        return await tokens.add(tx, name, scopes, NOW)


def record(name: str = "A", **more: Any) -> dict[str, Any]:
    """An open fault on F1 since an hour."""
    start = (NOW - timedelta(hours=1)).isoformat()
    return {"id": name, "sequence": 1, "start": start, "areas": [{"feeder": "F1"}], **more}


# Who may.


async def test_only_who_holds_a_token_for_it_may_call(api: Caller, db: Database) -> None:
    reader = await token(db, tokens.READ, name="page")
    writer = await token(db, tokens.WRITE, name="scada")
    for held, reading, writing in (
        ("", 401, 401), ("wl_guessed", 401, 401), (reader, 200, 403), (writer, 403, 200),
    ):  # fmt: skip
        api.token = held
        status, _headers, _body = await api.call("GET", "/api/outages")
        assert status == reading
        status, answer = await api.send(record())
        assert status == writing
    assert answer["counts"] == {"new": 1}


async def test_a_revoked_token_holds_no_more_and_none_is_stored(api: Caller, db: Database) -> None:
    assert (await api.send())[0] == 200
    async with db.transaction() as tx:
        assert await rows.revoke(tx, "oms", NOW)
        assert not await rows.revoke(tx, "oms", NOW)
        (kept,) = await rows.every(tx)
    assert api.token not in (kept.hash, kept.name)
    assert (await api.send())[0] == 401


async def test_reading_is_open_where_the_settings_say_so(db: Database) -> None:
    await city.build(db)
    async with serving(db, public=True) as caller:
        assert await caller.get("/api/outages") == {"outages": []}
        assert (await caller.send(record()))[0] == 401


# Taking.


async def test_every_record_has_its_answer(api: Caller, db: Database) -> None:
    future = (NOW + timedelta(hours=8)).isoformat()
    status, answer = await api.send(
        record(),
        record("B", start=future),
        7,
        record("C", areas=[{"feeder": "F1"}, {"place": "PX"}]),
    )
    assert status == 200
    assert answer["counts"] == {"new": 2, "refused": 2}
    assert [(e["index"], e["id"]) for e in answer["errors"]] == [(1, "B"), (2, "")]
    assert "local time sold as UTC" in answer["errors"][0]["reason"]
    assert [r["result"] for r in answer["results"]] == ["new", "refused", "refused", "new"]
    assert answer["results"][3]["warnings"] == ["areas: there is no place 'PX'"]
    stored = {o.id: o.external_id for o in await found_rows(db, Outage)}
    assert stored[answer["results"][0]["notice"]] == "A"


async def test_sending_again_changes_nothing_and_a_dry_run_neither(
    api: Caller, db: Database
) -> None:
    _status, dry = await api.send(record(), dry_run=True)
    assert (dry["dry_run"], dry["counts"]) == (True, {"new": 1})
    assert await found_rows(db, Outage) == await found_rows(db, Feed) == []
    for expected in ("new", "same"):
        assert (await api.send(record()))[1]["counts"] == {expected: 1}


async def test_the_sender_is_told_that_there_is_work(db: Database) -> None:
    rung: list[bool] = []
    await city.build(db)
    async with serving(db, lambda: rung.append(True)) as caller:
        caller.token = await token(db, tokens.WRITE)
        await caller.send(record())
    assert rung == [True]


BAD_CALLS: list[tuple[dict[str, Any], int]] = [
    ({"data": b"{"}, 422),
    ({"json": {"source": "oms"}}, 422),
    ({"json": {"source": "no such/name", "records": []}}, 422),
    ({"json": {"source": "oms", "records": [], "mode": "half"}}, 422),
    ({"json": {"source": "oms", "records": [0] * 10_001}}, 422),
]


@pytest.mark.parametrize(("call", "status"), BAD_CALLS)
async def test_what_is_no_delivery_is_refused_as_a_whole(
    api: Caller, call: dict[str, Any], status: int
) -> None:
    headers = {"Content-Type": "application/json"}
    assert (await api.call("POST", "/api/outages", headers=headers, **call))[0] == status


@pytest.mark.parametrize(
    ("length", "status"),
    [(f"Content-Length: {LARGEST + 1}", 413), ("Transfer-Encoding: chunked", 411)],
)
async def test_what_is_too_large_is_refused_before_it_is_read(
    api: Caller, length: str, status: int
) -> None:
    host, _, port = api.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST /api/outages HTTP/1.1\r\nHost: x\r\n{length}\r\n\r\n".encode())
    assert (await reader.readline()).split()[1] == str(status).encode()
    writer.close()
    await writer.wait_closed()


async def test_deliveries_that_cross_agree(api: Caller, db: Database) -> None:
    """Of the same hundred outages, twelve messages each, at once and in no order."""
    messages = [
        [record(f"N{n}", sequence=s, customers=s) for n in range(100)] for s in range(1, 13)
    ]
    answers = await asyncio.gather(*(api.send(*message) for message in messages))
    assert {status for status, _answer in answers} == {200}
    outages = await found_rows(db, Outage)
    assert {(o.sequence, o.customers) for o in outages} == {(12, 12)}
    assert len(outages) == 100


async def test_openapi_tells_of_records_and_tokens(api: Caller) -> None:
    api.token = ""
    told = await api.get("/api/openapi.json")
    fields = told["components"]["schemas"]["Record"]["properties"]
    assert {"id", "sequence", "start", "etr", "completion", "areas", "discarded"} <= set(fields)
    assert told["paths"]["/api/outages"]["post"]["security"] == [{"HTTPBearer": []}]


# Showing.


async def test_current_notices_show_lines_and_places_but_no_customer(
    api: Caller, db: Database
) -> None:
    etr = (NOW + timedelta(hours=3)).isoformat()
    await api.send(
        record(etr=etr, reason="storm"),
        record("B", areas=[], customers=["1000000001"]),
        record("C", areas=[{"place": "P1", "low": 1, "high": 39, "parity": "odd"}]),
        record("D", completion=NOW.isoformat()),
    )
    shown = (await api.get("/api/outages"))["outages"]
    assert [o["areas"] for o in shown] == [
        [{"kind": "feeder", "code": "F1", "name": "East line"}],
        [{"kind": "place", "code": "P1", "name": "Jianshe Road"}],
        [{"kind": "place", "code": "P1", "name": "Jianshe Road", "low": 1, "high": 39,
          "parity": "odd"}],
    ]  # fmt: skip
    assert (shown[0]["title"], shown[0]["reason"]) == ("Fault", "storm damage")
    assert datetime.fromisoformat(shown[0]["until"]) == NOW + timedelta(hours=3)
    for private in ("1000000001", '"11"', "oms", "customers"):
        assert private not in json.dumps(shown)
    (hant, *_others) = (await api.get("/api/outages?language=zh_Hant"))["outages"]
    assert hant["areas"][0]["name"] == "城東線"


async def test_geojson_has_the_places_of_a_line(api: Caller, db: Database) -> None:
    async with db.transaction() as tx:
        for place_id, latitude in ((1, 30.0), (2, 30.5)):
            place = await tx.get_one(Place, place_id)
            place.latitude, place.longitude = latitude, 125.0
    await api.send(record(), record("B", areas=[{"place": "P4"}]))
    _status, headers, body = await api.call("GET", "/api/outages?format=geojson")
    assert headers["Content-Type"] == "application/geo+json"  # type: ignore[index,call-overload]
    line, village = json.loads(body)["features"]
    assert line["geometry"] == {"type": "MultiPoint", "coordinates": [[125.0, 30.0], [125.0, 30.5]]}
    assert line["properties"]["areas"][0]["code"] == "F1"
    assert village["geometry"] is None


async def test_a_place_has_a_calendar(api: Caller, db: Database) -> None:
    start, end = NOW + timedelta(days=8), NOW + timedelta(days=8, hours=4)
    planned = record("A", kind="planned", start=start.isoformat(), etr=end.isoformat())
    await api.send(planned, record("B"), record("C", areas=[{"feeder": "F2"}]))
    fault, work = await events(api, "P2")
    assert (str(work["SUMMARY"]), work.decoded("DTSTART"), work.decoded("DTEND")) == (
        "Planned outage: Sunshine Gardens", start, end,
    )  # fmt: skip
    assert "DTEND" not in fault  # nobody knows
    await api.send({"id": "A", "sequence": 2, "discarded": True})
    _fault, again = await events(api, "P2")
    assert str(again["UID"]) == str(work["UID"])
    assert (again["SEQUENCE"], str(again["STATUS"])) == (1, "CANCELLED")
    assert (await api.call("GET", "/api/places/P9/outages.ics"))[0] == 404


async def events(api: Caller, place: str) -> list[icalendar.Event]:
    """The events of a place's calendar."""
    status, _headers, body = await api.call("GET", f"/api/places/{place}/outages.ics")
    assert status == 200
    return list(icalendar.Calendar.from_ical(body).walk("VEVENT"))


async def test_an_answer_is_kept_until_something_changes(api: Caller) -> None:
    await api.send(record())
    _status, headers, _body = await api.call("GET", "/api/outages")
    assert headers["Cache-Control"] == "private, max-age=60"  # type: ignore[index,call-overload]
    seen = {"If-None-Match": headers["ETag"]}  # type: ignore[index,call-overload]
    assert (await api.call("GET", "/api/outages", headers=dict(seen)))[::2] == (304, b"")
    await api.send(record(sequence=2, etr=(NOW + timedelta(hours=1)).isoformat()))
    assert (await api.call("GET", "/api/outages", headers=dict(seen)))[0] == 200


async def test_drafts_and_disconnections_are_nobodys_business(api: Caller, db: Database) -> None:
    """Single customers' affairs are shown to nobody, not even as a dot on the map of a line."""
    whose = {"areas": [], "customers": ["1000000001"]}
    await api.send(record("A", kind="arrears", **whose), record("B", kind="safety", **whose))
    assert len(await found_rows(db, OutageArea, account_number="1000000001")) == 2
    async with db.transaction() as tx:
        tx.add(Outage(source="staff", external_id="x", kind="planned", state="draft",
                      reason="storm", starts_at=datetime(2026, 12, 1, tzinfo=UTC)))  # fmt: skip
    assert await api.get("/api/outages") == {"outages": []}
    assert await events(api, "P1") == [] == await events(api, "P2")


async def test_unpaid_bills_of_a_whole_line_are_refused(api: Caller) -> None:
    _status, answer = await api.send(record("A", kind="arrears"))
    assert answer["results"][0]["result"] == "refused"
    assert "single accounts" in answer["errors"][0]["reason"]


async def test_a_line_that_is_off_for_safety_is_everybodys_business(api: Caller) -> None:
    await api.send(record("A", kind="safety"))
    assert [o["kind"] for o in (await api.get("/api/outages"))["outages"]] == ["safety"]
