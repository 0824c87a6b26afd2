"""The trained model, through the real server; skipped where Rasa's environment or a model is not."""

import asyncio
import socket
import statistics
import time
from collections.abc import AsyncIterator

import pytest

from nlu import model
from nlu.client import NluClient
from nlu.data_check import ROOT
from nlu.understanding import Understanding

pytestmark = [
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(
        not (model.environment(ROOT) / "bin").exists(), reason="no Rasa environment"
    ),
    pytest.mark.skipif(not (ROOT / model.MODEL).exists(), reason="no model; run `make train`"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def url() -> AsyncIterator[str]:
    """A model server of our own for this module."""
    port = free_port()
    process = model.start_server(ROOT, port)
    try:
        address = f"http://127.0.0.1:{port}"
        asyncio.run(model.wait_ready(address, process=process))
        yield address
    finally:
        model.stop_server(process)


async def parse(url: str, text: str) -> Understanding:
    client = NluClient(url, timeout_seconds=10)
    try:
        understood = await client.parse(text)
    finally:
        await client.aclose()
    assert understood.source == "model"
    return understood


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("我要投诉你们", "complaint"),
        ("我家突然停电了，邻居都有电", "report_fault"),
        ("請問明天會停電嗎", "ask_outage"),
        ("呢個月電費幾多錢", "ask_bill"),
        ("how do I pay my electricity bill", "ask_payment"),
        ("there are sparks coming out of the transformer", "report_hazard"),
        ("催一下我的工单", "urge_ticket"),
        ("转人工", "ask_human"),
        ("thank you", "thank"),
        ("算了", "cancel"),
        ("今天天气真好", "out_of_scope"),
    ],
)
async def test_plain_sentences_are_understood(url: str, said: str, intent: str) -> None:
    assert (await parse(url, said)).intent == intent


async def test_folding_does_not_touch_what_entities_say(url: str) -> None:
    said = "⚡明天陽光花園３號樓停電嗎"
    understood = await parse(url, said)
    assert understood.values("location") == ["陽光花園３號樓"]
    assert understood.values("time") == ["明天"]
    assert all(said[e.start : e.end] == e.text for e in understood.entities)


async def test_probabilities_are_ranked_and_at_least_five(url: str) -> None:
    understood = await parse(url, "停电了电费还这么贵")
    shares = [p for _, p in understood.intents]
    assert len(shares) >= 5
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1.001


async def test_odd_text_is_parsed(url: str) -> None:
    """Long ones too: the server crashed on them while the tagger's memory was not held."""
    for said in ["?", "😀", "\x00", "a" * 2000, "停" * 5000, "\u202e反", "[x](time)", "/greet"]:
        await parse(url, said)


async def test_a_parse_takes_milliseconds(url: str) -> None:
    client, waits = NluClient(url), []
    for number in range(60):
        started = time.perf_counter()
        await client.parse(f"建设路{number}号什么时候来电")
        waits.append(time.perf_counter() - started)
    await client.aclose()
    assert statistics.median(waits) < 0.05
