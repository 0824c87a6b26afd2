"""Claims for damage: the things one by one, the visit, the decision, the objection, the payment."""

from datetime import timedelta

import pytest

from storage.models import Approval, Attachment, Deadline, Ticket, TicketEvent
from tests import city
from tests.actions.scenes import do, photo, play, rows, shown, zh
from tests.actions.test_desk import reply
from tests.talk import Talk, texts

CLAIM = [
    ("claim_compensation> the surge at [Jianshe Road 11](location) broke my [TV](appliance) and the [fridge](appliance)",
     ("TV: how old is it? For example: 3 years.", "[Skip]")),
    ("inform> 3 years", "What did it cost"),
    ("inform> two thousand yuan", "A photo of it"),
]  # fmt: skip


async def claim(talk: Talk) -> None:
    """A claim for a TV and a fridge, taken, contacted and looked at."""
    await play(talk, 7, [
        *CLAIM, ("[Skip]", "fridge: how old is it?"), ("[Skip]", ""), ("[Skip]", ""),
        ("[Skip]", "Is anything else damaged?"), ("[No, that is all]", "reach you"),
        ("[Here in the chat]", ("1. TV · 3 years · ¥2,000.00", "2. fridge")), ("[Send]", "recorded"),
    ])  # fmt: skip
    for step in ("Take", "Looked at it"):
        await talk.press(city.AGENT, zh(step), chat=city.DESK)


async def tell(talk: Talk, who: int, step: str, *said: str) -> list:
    """Somebody of the staff takes a step in the group, answering what it asks."""
    heard = await talk.press(who, zh(step), chat=city.DESK)
    for words in said:
        heard += await talk.send(who, reply(words), chat=city.DESK)
    return heard


async def ticket(talk: Talk) -> Ticket:
    """The claim as it is now."""
    (found,) = await rows(talk.db, Ticket)
    return found


# The things.


async def test_things_are_asked_about_one_by_one(talk: Talk) -> None:
    await play(talk, 7, [
        ("claim_compensation> your surge broke things at [Jianshe Road 11](location)", "Which things were damaged?"),
        ("inform> TV", "TV: how old is it?"), ("[Skip]", "What did it cost"),
        ("inform> a lot", "Please send the price as a number"), ("inform> 两千五", "A photo of it"),
        (photo("bill"), ("I have kept it", "Is anything else damaged?")),
        ("[Yes, something else]", "What else was damaged?"),
        ("inform> <b>kettle</b>", "&lt;b&gt;kettle&lt;/b&gt;: how old is it?"), ("inform> new", ""),
        ("[Skip]", ""), ("[Skip]", "Is anything else damaged?"),
        ("inform> my radio", "my radio: how old is it?"),
        ("[Skip]", ""), ("[Skip]", ""), ("[Skip]", ""), ("inform> nothing else", "reach you"),
        ("[Here in the chat]", ("1. TV · ¥2,500.00 · with a photo", "2. &lt;b&gt;kettle&lt;/b&gt; · new", "3. my radio")),
        ("[Send]", "Your claim is recorded"),
    ])  # fmt: skip
    made = await ticket(talk)
    assert [item["name"] for item in made.facts["items"]] == ["TV", "<b>kettle</b>", "my radio"]
    assert made.facts["items"][0] == {"name": "TV", "age": None, "price": "2500.00", "proof": True}
    (file,) = await rows(talk.db, Attachment)
    assert (file.file_id, file.caption) == ("bill", "TV")
    card = (await talk.outbox(city.DESK))[0].payload["text"]
    assert "1. TV · ¥2,500.00" in card and "3. my radio" in card


async def test_what_was_named_is_not_asked_for_again(talk: Talk) -> None:
    await claim(talk)
    assert [item["name"] for item in (await ticket(talk)).facts["items"]] == ["TV", "fridge"]


async def test_the_last_thing_can_be_changed_before_it_is_sent(talk: Talk) -> None:
    await play(talk, 7, [
        *CLAIM, ("[Skip]", "fridge"), ("[Skip]", ""), ("[Skip]", ""), ("[Skip]", ""),
        ("[No, that is all]", ""), ("[Here in the chat]", "2. fridge"),
        ("[Change something]", "[Price]"),
        ("[Price]", "What did it cost"),
        ("inform> 900", ("2. fridge · ¥900.00", "!3.")),
    ])  # fmt: skip


async def test_after_twenty_things_no_more_are_asked_for(talk: Talk) -> None:
    await play(talk, 7, CLAIM[:1])
    for _thing in range(19):
        for _question in range(3):
            await do(talk, 7, "[Skip]")
        if _thing:  # after the first comes the fridge, which was named
            await do(talk, 7, "inform> another lamp")
    answer = await play(talk, 7, [("[Skip]", ""), ("[Skip]", ""), ("[Skip]", ("reach you", "!anything else"))])  # fmt: skip
    assert answer
    await play(talk, 7, [("[Here in the chat]", "20. another lamp")])


# The visit.


async def test_a_visit_is_set_told_and_moved(talk: Talk) -> None:
    await play(talk, 7, [*CLAIM, *[("[Skip]", "")] * 4, ("[No, that is all]", ""),
                         ("[Here in the chat]", ""), ("[Send]", "We will come and look at it by tomorrow")])  # fmt: skip
    await talk.press(city.AGENT, zh("Take"), chat=city.DESK)
    heard = await tell(talk, city.AGENT, "Set the visit", "whenever")
    assert "Please write day and time" in texts(heard, city.DESK)
    heard = await talk.send(city.AGENT, reply("2026-11-20 9:00"), chat=city.DESK)
    assert "in the past" in texts(heard, city.DESK) and texts(heard, 7) == ""
    heard = await talk.send(city.AGENT, reply("2026-11-26 9:00"), chat=city.DESK)
    assert "we come and look at the damage: Thu 26 Nov at 09:00" in texts(heard, 7)
    assert "[Another time, please]" in shown(heard, 7)
    await play(talk, 7, [
        ("ask_ticket> WL-20261123-0001", ("Our visit: Thu 26 Nov at 09:00", "Our appointment with you: Thu 26 Nov at 09:00",
                                          "We wait for the day agreed with you")),
        ("[Another time, please]", "When would suit you?"),
    ])  # fmt: skip
    heard = await play(talk, 7, [("inform> Friday after 4 pm", ("I have added it", "You hear from us here when we come"))])  # fmt: skip
    assert "Friday after 4 pm" in texts(heard, city.AGENT)
    heard = await tell(talk, city.AGENT, "Set the visit", "2026-11-27 16:30")
    assert "Fri 27 Nov at 16:30" in texts(heard, 7)
    made = await ticket(talk)
    assert (made.state, made.waiting_for) == ("taken", "appointment")
    await talk.tick(days=4)
    heard = await tell(talk, city.AGENT, "Looked at it")
    assert "we have looked at the damage" in texts(heard, 7)
    met = {d.name: d.state for d in await rows(talk.db, Deadline)}
    assert met["appointment"] == met["visit"] == "met" and met["answer"] == "open"
    assert (await ticket(talk)).waiting_for == ""


# The decision.


async def test_within_the_authority_it_is_decided_paid_and_asked_about(talk: Talk) -> None:
    await claim(talk)
    heard = await tell(talk, city.AGENT, "Decide to pay", "free", "45.50", ".", "the fuse was ours")
    assert "Please send the amount as a number" in texts(heard, city.DESK)
    assert "We pay ¥45.50 for the damage. the fuse was ours" in texts(heard, 7)
    await play(talk, 7, [("ask_ticket> WL-20261123-0001", ("Now: decided", "We pay: ¥45.50: the fuse was ours", "Payment: on its way"))])  # fmt: skip
    card = shown([(await talk._told((await talk.outbox(city.DESK))[-1]))], city.DESK)
    assert zh("Resolve") not in card  # nothing is closed before it is paid and talked about
    assert "the money has been paid" in texts(await tell(talk, city.AGENT, "Paid"), 7)
    heard = await tell(talk, city.AGENT, "Follow-up call", "she is content")
    assert "thank you for talking with us" in texts(heard, 7) and "content" not in texts(heard, 7)
    await play(talk, 7, [("ask_ticket> WL-20261123-0001", ("Payment: made", "we called you about it afterwards", "!content"))])  # fmt: skip
    heard = await tell(talk, city.AGENT, "Resolve", "paid by transfer")
    assert "Is it solved?" in texts(heard, 7)
    assert (await ticket(talk)).facts["decide"]["amount"] == "45.50"


async def test_above_the_authority_it_waits_for_a_second_person(talk: Talk) -> None:
    await claim(talk)
    heard = await tell(talk, city.AGENT, "Decide to pay", "400", "the fuse was ours")
    assert "a second person now looks at it" in texts(heard, 7) and "400" not in texts(heard, 7)
    assert "¥400.00" in texts(heard, city.SUPERVISOR)
    assert (await ticket(talk)).state == "visited"
    again = await talk.press(city.AGENT, zh("Decide to pay"), chat=city.DESK)
    assert [m["toast"] for m in again] == [True] and len(await rows(talk.db, Approval)) == 1
    await play(talk, 7, [("ask_ticket> WL-20261123-0001", "The decision waits for the approval")])
    heard = await talk.press(city.SUPERVISOR, zh("Approve"))
    assert "We pay ¥400.00 for the damage. the fuse was ours" in texts(heard, 7)
    decided = await ticket(talk)
    assert decided.state == "decided" and "approval" not in decided.facts
    (approval,) = await rows(talk.db, Approval)
    assert (approval.state, approval.asked_by, approval.decided_by) == ("approved", 3, 1)


async def test_what_is_not_approved_is_decided_anew(talk: Talk) -> None:
    await claim(talk)
    await tell(talk, city.AGENT, "Decide to pay", "400", "the fuse was ours")
    await talk.press(city.SUPERVISOR, zh("Refuse"))
    heard = await talk.send(city.SUPERVISOR, {"text": "the TV was ten years old"})
    assert "400" not in texts(heard, 7)
    assert "the TV was ten years old" in texts(heard, city.AGENT)
    assert "approval" not in (await ticket(talk)).facts
    assert "We pay ¥40.00" in texts(await tell(talk, city.AGENT, "Decide to pay", "40", "its value today"), 7)  # fmt: skip


# The objection.


async def refused(talk: Talk) -> None:
    """A claim that was refused, with the way to object."""
    await claim(talk)
    await talk.new()
    heard = await talk.press(city.AGENT, zh("Refuse to pay"), chat=city.DESK)
    heard += await talk.send(city.AGENT, reply("the cause was in the house"), chat=city.DESK)
    assert "we cannot pay for this damage. the cause was in the house" in texts(heard, 7)
    assert "[I object]" in shown(heard, 7)


async def test_a_refusal_says_why_and_how_to_object(talk: Talk) -> None:
    await refused(talk)
    await play(talk, 7, [
        ("ask_ticket> WL-20261123-0001", ("Now: refused", "Refused: the cause was in the house")),
        ("[I object]", "Why do you not agree?"),
    ])  # fmt: skip
    heard = await play(talk, 7, [("inform> my electrician says otherwise", "A supervisor looks at it anew")])  # fmt: skip
    assert "my electrician says otherwise" in texts(heard, city.SUPERVISOR)
    objected = await ticket(talk)
    assert objected.state == "contacted" and "reject" not in objected.facts
    assert [e.note for e in await rows(talk.db, TicketEvent, what="objected")] == ["my electrician says otherwise"]  # fmt: skip
    answer = next(d for d in await rows(talk.db, Deadline) if d.name == "answer")
    assert answer.state == "open" and answer.due_at > talk.now
    heard = await talk.press(city.AGENT, zh("Decide to pay"), chat=city.DESK)
    assert [m for m in heard if m["toast"]] and (await ticket(talk)).state == "contacted"
    assert "We pay ¥80.00" in texts(await tell(talk, city.SUPERVISOR, "Decide to pay", "80", "they are right"), 7)  # fmt: skip


async def test_an_objection_opens_a_closed_claim_again(talk: Talk) -> None:
    await refused(talk)
    await tell(talk, city.AGENT, "Follow-up call", "not content at all")
    await tell(talk, city.AGENT, "Resolve", "refused, explained by phone")
    await talk.tick(days=10)
    await play(talk, 7, [("[I object]", "Why do you not agree?"), ("inform> it was your surge", "looks at it anew")])  # fmt: skip
    opened = await ticket(talk)
    assert (opened.state, opened.reopened, opened.owner_id, opened.closed_at) == (
        "taken",
        1,
        3,
        None,
    )


@pytest.mark.parametrize("days", [29, 31])
async def test_the_time_to_object_ends(talk: Talk, days: int) -> None:
    await refused(talk)
    talk.now += timedelta(days=days)
    heard = texts(await do(talk, 7, "[I object]"), 7)
    assert ("The time to object is over: it was 30 days." in heard) == (days > 30)


async def test_several_things_and_figures_in_one_message(talk: Talk) -> None:
    await play(talk, 7, [
        ("claim_compensation> the surge at [Jianshe Road 11](location) broke things", "damaged"),
        ("inform> my TV and my laptop", "TV: how old is it"),
        ("inform> it's 2 years old and cost 900", ("A photo of it", "!What did it cost")), ("[Skip]", "laptop: how old is it"),
        ("inform:0.3> the radio also broke", "laptop: how old is it"),
        ("inform> I don't know", "What did it cost"), ("inform:0.3> I don't remember", "A photo"), ("[Skip]", "radio"),
    ])  # fmt: skip


# What is a price, and of which thing.


@pytest.mark.parametrize("said", [
    "昨晚8点停的电", "bought it on May 12", "12号买的", "since 6am", "my son is 12", "三年前买的", "我家5号楼", "in 2021",
])  # fmt: skip
async def test_a_time_a_date_or_an_age_is_no_price(talk: Talk, said: str) -> None:
    await play(talk, 7, [
        *ENGLISH, *CLAIM[:1], ("[Skip]", "What did it cost"),
        (f"inform> {said}", ("Please send the price as a number", "!A photo")),
    ])  # fmt: skip


@pytest.mark.parametrize(("said", "price"), [
    ("1200", "1,200.00"), ("大概两千五吧", "2,500.00"), ("about 900 when new", "900.00"), ("60 bucks", "60.00"),
    ("2 thousand yuan", "2,000.00"), ("去年5月花3000块买的", "3,000.00"), ("the TV was 12.50", "12.50"),
    ("bought on May 12 for 450", "450.00"), ("三块五", "3.50"),
])  # fmt: skip
async def test_a_price_in_many_words(talk: Talk, said: str, price: str) -> None:
    await play(talk, 7, [
        *ENGLISH, *CLAIM[:1], ("[Skip]", "What did it cost"), (f"inform> {said}", "A photo of it"),
        ("[Skip]", "fridge"), *[("[Skip]", "")] * 3, ("[No, that is all]", ""),
        ("[Here in the chat]", f"1. TV · ¥{price}"),
    ])  # fmt: skip


ENGLISH = [("/language", ""), ("[English]", "")]
END = [("[No, that is all]", "reach you")]


@pytest.mark.parametrize(("first", "things"), [
    ("[冰箱](appliance)3000块用了两年,[电视](appliance)5000块用了三年,要赔, [Jianshe Road 11](location)",
     ("1. 冰箱 · 两年 · ¥3,000.00", "2. 电视 · 三年 · ¥5,000.00")),
    ("at 8pm the surge at [Jianshe Road 11](location) broke my 3 year old [TV](appliance) (900 dollars) and a 2-year-old [fridge](appliance) that cost 1,200",
     ("1. TV · 3 year old · ¥900.00", "2. fridge · 2-year-old · ¥1,200.00")),
])  # fmt: skip
async def test_each_thing_has_the_figures_of_its_own_clause(
    talk: Talk, first: str, things: tuple[str, str]
) -> None:
    await play(talk, 7, [
        *ENGLISH, (f"claim_compensation> {first}", ("A photo of it", "!how old")),
        ("[Skip]", ("A photo of it", "!how old")), ("[Skip]", "anything else"), *END,
        ("[Here in the chat]", things),
    ])  # fmt: skip


async def test_figures_said_with_the_names_are_not_asked_for(talk: Talk) -> None:
    await play(talk, 7, [
        *ENGLISH,
        ("claim_compensation> your surge broke things at [Jianshe Road 11](location)", "Which things"),
        ("inform> 冰箱3000块用了两年,电视5000块", "A photo of it"), ("[Skip]", "电视: how old is it?"),
        ("inform> 3 years", "A photo of it"), ("[Skip]", ""), *END,
        ("[Here in the chat]", ("1. 冰箱 · 两年 · ¥3,000.00", "2. 电视 · 3 years · ¥5,000.00", "!3.")),
    ])  # fmt: skip


@pytest.mark.parametrize("said", [
    "deny> 不对,电视是4500", "deny> no, the TV was 4500", "inform> 电视4500块", "deny> 不对，电视机4500元",
])  # fmt: skip
@pytest.mark.parametrize("skipped", range(4))
async def test_the_price_of_a_thing_named_before_is_corrected(
    talk: Talk, said: str, skipped: int
) -> None:
    thing = "电视机" if "电" in said else "TV"
    await play(talk, 7, [
        *ENGLISH,
        (f"claim_compensation> surge at [Jianshe Road 11](location): [{thing}](appliance), [fridge](appliance)", "how old"),
        ("[Skip]", ""), ("inform> 4000", ""), ("[Skip]", "fridge: how old"), *[("[Skip]", "")] * skipped,
    ])  # fmt: skip
    asked = ("fridge: how old", "What did it cost", "A photo of it", "anything else")[skipped]
    await play(talk, 7, [
        (said, ("Corrected." if "> 电" not in said else "noted", asked)),
        *[("[Skip]", "")] * (3 - skipped), *END,
        ("[Here in the chat]", (f"1. {thing} · ¥4,500.00", "!4,000", "2. fridge", "!3.")),
    ])  # fmt: skip


async def test_what_is_said_of_a_thing_that_comes_later_waits_for_it(talk: Talk) -> None:
    await play(talk, 7, [
        ("claim_compensation> surge at [Jianshe Road 11](location): [TV](appliance), [router](appliance)", "TV: how old"),
        ("inform> the router was 60 bucks", ("I have noted it.", "TV: how old is it?")),
        ("[Skip]", "What did it cost"), ("inform> 900", "photo"), ("no, 950", ("Corrected.", "photo")),
        ("[Skip]", "router: how old"), ("[Skip]", ("A photo of it", "!What did it cost")), ("[Skip]", ""), *END,
        ("[Here in the chat]", ("1. TV · ¥950.00", "2. router · ¥60.00")),
        ("the router was 70 bucks", ("noted", "2. router · ¥70.00")),
    ])  # fmt: skip
