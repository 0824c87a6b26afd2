"""Whatever people send, it is answered and nothing raises."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.tables import INTENTS
from nlu.understanding import Entity, Understanding
from tests import city
from tests.actions.scenes import LOCATION, PHOTO, STICKER, VOICE, contact, do
from tests.actions.test_complaints import tap
from tests.actions.test_privacy import every_text_is_good_html
from tests.talk import Talk

WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
    st.sampled_from([
        "yes", "no", "不是12号,是21号", "no, not 12, it's 21", "建设路12号", "Jianshe Road 1-40", "<b>&", "skip",
        "Sunshine Gardens", "F1", "1000000001", "ABC123", "13912345678", "tomorrow 8:00", "+2h", "冒火花了",
        "WL-20261123-0001", "/", "//", "/ticket x", "1" * 300, "\n\n", "９９９９号", "+99999h", "²³号",
    ]),
)  # fmt: skip
KINDS = [
    "location",
    "feeder",
    "account_number",
    "ticket_number",
    "phone",
    "time",
    "amount",
    "appliance",
]
ENTITIES = st.lists(st.tuples(st.sampled_from(KINDS), WORDS.filter(bool)), max_size=3)
SENTENCE = st.tuples(WORDS, st.sampled_from(sorted(INTENTS)), st.floats(0, 1), ENTITIES)
COMMAND = st.sampled_from(
    ["/start", "/menu", "/language", "/outages_here", "/fault", "/bill", "/complain", "/tickets", "/alerts",
     "/link", "/human", "/cancel", "/outage", "/outages", "/queue", "/my", "/ticket", "/x@y z"]
)  # fmt: skip
OTHER = st.sampled_from(
    [PHOTO, VOICE, STICKER, LOCATION, contact("19900000001", 0), contact("+", 1), {"text": ""},
     {"photo": PHOTO["photo"], "caption": "a <b>wire</b> is down"}]
)  # fmt: skip
PRESS = st.integers(0, 9)
MOVES = st.lists(
    st.one_of(SENTENCE, SENTENCE, PRESS, PRESS, PRESS, COMMAND, OTHER), min_size=3, max_size=6
)
QUICK = settings(
    max_examples=4, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


async def make(talk: Talk, who: int, move: Any) -> list[dict[str, Any]]:
    """One move of somebody who does anything at all."""
    if isinstance(move, int):
        return await press_any(talk, who, move)
    if not isinstance(move, tuple):
        return await do(talk, who, move)
    words, intent, confidence, entities = move
    ranked = tuple(
        sorted(((intent, confidence), ("ask_help", 1 - confidence)), key=lambda i: -i[1])
    )
    found = tuple(Entity(kind, text, 0, len(text)) for kind, text in entities)
    talk._meant[words] = Understanding(words, ranked, found, False, "model")
    return await talk.send(who, {"text": words})


async def press_any(talk: Talk, who: int, which: int) -> list[dict[str, Any]]:
    """Presses some button among the newest ones, or one that never was."""
    found = []
    for row in (await talk.outbox(who))[-6:]:
        found += [
            data for line in (await talk._payload(row)).get("buttons", []) for _l, data in line
        ]
    return await tap(talk, who, found[-1 - which % len(found)] if found else "gone:1")


@QUICK
@given(MOVES)
async def test_customers_always_get_an_answer(linked: Talk, moves: list[Any]) -> None:
    who = linked._updates + 10_000  # a person of their own in each example
    for move in moves:
        answer = await make(linked, who, move)
        assert [m for m in answer if m["chat"] == who], move
    await every_text_is_good_html(linked)


@QUICK
@given(MOVES)
async def test_who_is_linked_and_who_is_staff_get_answers_too(
    linked: Talk, moves: list[Any]
) -> None:
    for who in (1, city.SUPERVISOR):
        for move in moves:
            answer = await make(linked, who, move)
            assert [m for m in answer if m["chat"] == who], move
    await linked.tick(hours=7)
    await every_text_is_good_html(linked)
