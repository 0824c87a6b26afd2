"""The client never raises and never waits longer than its limit, whatever the server does."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from nlu import client as client_module
from nlu.client import LONGEST, NluClient

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
GOOD = {
    "text": "没电了",
    "intent": {"name": "report_fault", "confidence": 0.9},
    "intent_ranking": [
        {"name": "report_fault", "confidence": 0.9},
        {"name": "ask_outage", "confidence": 0.1},
    ],
    "entities": [{"entity": "location", "start": 0, "end": 2, "value": "没电"}],
}


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    """A real HTTP server on loopback whose /model/parse is ``handler``."""

    async def status(_: web.Request) -> web.Response:
        return web.json_response({"model_file": "m.tar.gz"})

    app = web.Application()
    app.router.add_post("/model/parse", handler)
    app.router.add_get("/status", status)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def asking(url: str, **options: float) -> AsyncIterator[NluClient]:
    client = NluClient(url, **options)
    try:
        yield client
    finally:
        await client.aclose()


def answers(body: object, status: int = 200) -> Handler:
    async def handler(_: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    return handler


async def test_an_answer_is_read_with_entities_cut_from_the_own_text() -> None:
    async with serving(answers(GOOD)) as url, asking(url) as client:
        understood = await client.parse("没电了")
    assert (understood.intent, understood.confidence, understood.source) == (
        "report_fault",
        0.9,
        "model",
    )
    assert understood.values("location") == ["没电"]
    assert understood.intents[1] == ("ask_outage", 0.1)
    assert not understood.hazard


async def test_a_hazard_is_seen_beside_the_model() -> None:
    async with serving(answers({**GOOD, "entities": []})) as url, asking(url) as client:
        assert (await client.parse("电线杆冒火花了")).hazard


RUBBISH: list[object] = [
    None,
    [],
    "text",
    7,
    {},
    {"intent_ranking": []},
    {"intent_ranking": "x", "entities": []},
    {"intent_ranking": [{"name": "a"}], "entities": []},
    {"intent_ranking": [{"name": "a", "confidence": "high"}], "entities": []},
    {"intent_ranking": [{"name": "a", "confidence": True}], "entities": []},
    {"intent_ranking": [{"name": "a", "confidence": 7}], "entities": []},
    {"intent_ranking": [{"name": 3, "confidence": 0.5}], "entities": []},
    {"intent_ranking": [None], "entities": []},
    {**GOOD, "entities": None},
    {**GOOD, "entities": [{"entity": "time", "start": 0, "end": 99}]},
    {**GOOD, "entities": [{"entity": "time", "start": 2, "end": 1}]},
    {**GOOD, "entities": [{"entity": None, "start": 0, "end": 1}]},
    {**GOOD, "entities": ["x"]},
]


@pytest.mark.parametrize("body", RUBBISH)
async def test_rubbish_is_answered_by_the_keywords(body: object) -> None:
    async with serving(answers(body)) as url, asking(url) as client:
        understood = await client.parse("没电了")
    assert (understood.intent, understood.source) == ("report_fault", "keywords")


@pytest.mark.parametrize("status", [400, 404, 500, 503])
async def test_an_error_is_answered_by_the_keywords(status: int) -> None:
    async with serving(answers(GOOD, status)) as url, asking(url) as client:
        assert (await client.parse("没电了")).source == "keywords"


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"\xff\xfe", b'{"a": NaN'])
async def test_what_is_no_json_is_answered_by_the_keywords(body: bytes) -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    async with serving(handler) as url, asking(url) as client:
        assert (await client.parse("没电了")).source == "keywords"


async def test_a_slow_server_costs_the_limit_a_few_times_and_then_nothing() -> None:
    async def handler(_: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.json_response(GOOD)

    async with serving(handler) as url, asking(url, timeout_seconds=0.2) as client:
        waits = []
        for number in range(6):
            started = time.monotonic()
            understood = await client.parse(f"没电了{number}")
            waits.append(time.monotonic() - started)
            assert understood.source == "keywords"
    assert max(waits) < 0.4
    assert max(waits[3:]) < 0.05


async def test_a_server_that_comes_back_is_used_again() -> None:
    state = {"broken": True}

    async def handler(_: web.Request) -> web.Response:
        return web.json_response(GOOD, status=500 if state["broken"] else 200)

    async with serving(handler) as url, asking(url, rest_seconds=0.1) as client:
        for number in range(4):
            assert (await client.parse(f"没电了{number}")).source == "keywords"
        state["broken"] = False
        assert (await client.parse("没电了")).source == "keywords"
        await asyncio.sleep(0.15)
        assert (await client.parse("没电了")).source == "model"


async def test_a_stopped_server_is_replaced_by_the_other() -> None:
    async with serving(answers(GOOD)) as url, asking(f"http://127.0.0.1:9, {url}") as client:
        sources = {(await client.parse(f"没电了{number}")).source for number in range(6)}
        assert await client.healthy() is None
    assert sources == {"model"}


async def test_no_server_at_all_still_sees_a_hazard() -> None:
    async with asking("http://127.0.0.1:9") as client:
        understood = await client.parse("变压器着火了")
        trouble = await client.healthy()
    assert (understood.intent, understood.hazard, understood.source) == (
        "report_hazard",
        True,
        "keywords",
    )
    assert trouble is not None
    assert "127.0.0.1:9" in trouble


@pytest.mark.parametrize("text", ["", " ", "\n\u3000"])
async def test_nothing_said_is_nothing_understood(text: str) -> None:
    async with asking("http://127.0.0.1:9") as client:
        understood = await client.parse(text)
    assert (understood.source, understood.intents) == ("none", ())
    assert (understood.intent, understood.confidence) == ("out_of_scope", 0.0)


async def test_a_long_text_is_read_at_both_ends_and_spans_are_in_the_whole() -> None:
    asked: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        text = (await request.json())["text"]
        asked.append(text)
        name = "ask_bill" if text.endswith("how much") else "out_of_scope"
        entity = {"entity": "time", "start": len(text) - 4, "end": len(text)}
        ranking = [{"name": name, "confidence": 0.8}]
        return web.json_response({"intent_ranking": ranking, "entities": [entity]})

    long = "x" * 5000 + "how much"
    async with serving(handler) as url, asking(url) as client:
        understood = await client.parse(long)
    assert [len(text) for text in asked] == [LONGEST // 2, LONGEST // 2]
    assert understood.intent == "ask_bill"
    assert understood.values("time") == ["xxxx", "much"]
    assert long[understood.entities[1].start :] == "much"


async def test_a_repeat_is_answered_from_memory_which_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append((await request.json())["text"])
        return web.json_response({**GOOD, "entities": []})

    monkeypatch.setattr(client_module, "CACHE_SIZE", 2)
    async with serving(handler) as url, asking(url) as client:
        for text in ["a", "a", "b", "c", "a"]:
            await client.parse(text)
    assert asked == ["a", "b", "c", "a"]


async def test_many_at_once_share_the_client() -> None:
    server = serving(answers({**GOOD, "entities": []}))
    async with server as url, asking(url, timeout_seconds=30) as client:  # however busy we are
        understood = await asyncio.gather(*(client.parse(f"t{n}") for n in range(200)))
    assert {u.source for u in understood} == {"model"}
    assert [u.text for u in understood] == [f"t{n}" for n in range(200)]


@pytest.mark.parametrize("said", ["/greet", "//greet", " /greet", "\u3000/greet"])
async def test_nobody_can_name_an_intent_with_a_slash(said: str) -> None:
    asked: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append((await request.json())["text"])
        return web.json_response({**GOOD, "entities": []})

    async with serving(handler) as url, asking(url) as client:
        await client.parse(said)
    assert len(asked[0]) == len(said)
    assert not asked[0].strip().startswith("/")


async def test_half_a_surrogate_pair_is_no_exception() -> None:
    async with asking("http://127.0.0.1:9") as client:
        assert (await client.parse("停电\ud83d")).source == "keywords"
