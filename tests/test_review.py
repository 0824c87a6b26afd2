"""`wattline nlu review`: staff label what was not understood; it becomes training data."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from typer.testing import CliRunner

import wattline
from actions.conversation import review
from actions.conversation.review import NoChoice, choose
from commands import understanding
from nlu.data_check import check
from nlu.examples import read_examples
from settings import ROOT
from storage import Database, misunderstood, schema
from storage.models import Misunderstood
from tests.actions.scenes import rows
from tests.city import NOW

LABELS = ["ask_bill", "ask_outage", "ask_tariff", "complaint", "complaint_service", "report_fault"]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty SQLite database that the command line is set to."""
    monkeypatch.chdir(tmp_path)  # no .env
    address = f"sqlite:///{tmp_path / 'review.db'}"
    monkeypatch.setenv("WATTLINE_TELEGRAM_TOKEN", "1:x")
    monkeypatch.setenv("WATTLINE_DATABASE_URL", address)
    return address


def on(url: str, work: Callable[[Database], Awaitable[Any]]) -> Any:
    """Does something with the database, as another process would."""

    async def opened() -> Any:
        db = Database(url)
        try:
            await schema.upgrade(db)
            return await work(db)
        finally:
            await db.close()

    return asyncio.run(opened())


def keep(url: str, *texts: str | None) -> None:
    """Messages that were not understood, oldest first."""
    ranking = [["ask_bill", 0.31], ["ask_tariff", 0.28], ["greet", 0.1]]

    async def work(db: Database) -> None:
        async with db.transaction() as tx:
            for number, text in enumerate(texts):
                at = NOW + timedelta(minutes=number)
                await misunderstood.add(tx, at, "unsure", "en", text, ranking)

    on(url, work)


def kept(url: str) -> list[tuple[str | None, str | None]]:
    """(text, label) of all, oldest first."""
    return [(m.text, m.label) for m in on(url, lambda db: rows(db, Misunderstood))]


def run(*arguments: str, typed: str = "") -> Any:
    """What the command answers."""
    return CliRunner().invoke(wattline.app, ["nlu", "review", *arguments], input=typed)


# What is typed.


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1", "ask_tariff"), ("2", "ask_bill"), ("ask_o", "ask_outage"), (" Report ", "report_fault"),
     ("complaint", "complaint"), ("complaint_", "complaint_service"), ("ASK_BILL", "ask_bill")],
)  # fmt: skip
def test_a_label_is_chosen_by_number_name_or_beginning(typed: str, meant: str) -> None:
    assert choose(typed, ["ask_tariff", "ask_bill"], LABELS) == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [("3", "no guess 3"), ("0", "no guess 0"), ("9" * 30, "no guess"), ("ask", "ask_bill, ask_outage, ask_tariff"),
     ("comp", "type more"), ("nonsense", "No label begins with 'nonsense'"), ("", "No label"), ("²", "No label")],
)  # fmt: skip
def test_what_names_no_label_is_explained(typed: str, why: str) -> None:
    with pytest.raises(NoChoice, match=why):
        choose(typed, ["ask_tariff", "ask_bill"], LABELS)


# A sitting.


def test_staff_label_skip_delete_and_quit(url: str) -> None:
    keep(url, "how much", None, "hmm", "qwertz", "lights off", "left for later")
    said = run("--by", "Su", typed="1\ns\nd\nask_outa\nq\n")
    assert said.exit_code == 0, said.output
    for shown in (
        "en: we said that we were not sure", "how much", "1 ask_bill (31%)", "2 ask_tariff (28%)",
        "→ ask_bill", "Deleted.", "→ ask_outage", "left for later", "2 labelled.",
    ):  # fmt: skip
        assert shown in said.output
    assert "greet" not in said.output
    assert kept(url) == [("how much", "ask_bill"), (None, None), ("hmm", None),
                         ("lights off", "ask_outage"), ("left for later", None)]  # fmt: skip


def test_who_and_when_are_kept(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(url, "a", "b")
    monkeypatch.setattr(understanding, "now", lambda: NOW)
    run("--by", "Su", typed="1\nq\n")
    monkeypatch.setenv("LOGNAME", "desk7")
    run(typed="2\n")
    found = on(url, lambda db: rows(db, Misunderstood))
    assert [(m.labelled_by, m.labelled_at) for m in found] == [("Su", NOW), ("desk7", NOW)]


def test_mistakes_are_said_and_asked_again(url: str) -> None:
    keep(url, "how much")
    said = run(typed="7\n\n?\nask\nxyz\n2\n")
    for shown in ("There is no guess 7.", "s skip, d delete, q quit", "complaint_service, ", "'ask' is the beginning of",
                  "No label begins with 'xyz'", "→ ask_tariff", "Nothing more waits.", "1 labelled."):  # fmt: skip
        assert shown in said.output
    assert kept(url) == [("how much", "ask_tariff")]


def test_the_end_of_the_input_is_a_quit(url: str) -> None:
    keep(url, "how much", "how long")
    said = run(typed="1\n")
    assert said.exit_code == 0 and "1 labelled." in said.output
    assert kept(url) == [("how much", "ask_bill"), ("how long", None)]


def test_the_same_words_are_labelled_and_deleted_once(url: str) -> None:
    keep(url, "how much", "hm", "how much", "hm")
    said = run(typed="1\nd\n")
    assert "(2 messages say the same)" in said.output and "Nothing more waits." in said.output
    assert kept(url) == [("how much", "ask_bill"), ("how much", "ask_bill")]


def test_a_colleague_may_be_quicker(url: str) -> None:
    keep(url, "how much")

    async def both(db: Database) -> tuple[list[str], int]:
        heard: list[str] = []
        other = review.Review(db, lambda _q: "2", heard.append, LABELS, "An", lambda: NOW)
        mine = review.Review(db, lambda _q: "1", heard.append, LABELS, "Su", lambda: NOW)
        row = await mine._next(0)
        assert row is not None and await other.run() == 1
        return heard, await mine._store(row, "ask_bill")

    heard, stored = on(url, both)
    assert heard[-1] == "A colleague was quicker; nothing was changed." and stored == 0
    assert kept(url) == [("how much", "ask_tariff")]


def test_nothing_to_do_is_said(url: str) -> None:
    assert "Nothing waits for a label." in run().output
    assert run("--count").output == "0 waiting for a label.\n"
    keep(url, "a", None, None, "b")
    run(typed="1\nq\n")
    assert run("--count").output == "1 waiting for a label. 2 more were kept without their text.\n"


# Training data.


def test_what_is_labelled_becomes_training_data(url: str, tmp_path: Path) -> None:
    keep(
        url,
        "Lights off at ‹place›",
        "how much",
        "How much?",
        '- dash: "x" #no',
        "skipped",
        "又停电了‹地点›",
    )
    run(typed="report_f\n1\n2\nask_bill\ns\nask_outage\n")
    file = tmp_path / "new.yml"
    said = run("--export", str(file))
    assert said.output == f"4 messages are in {file}.\n"
    assert [(e.intent, e.text) for e in read_examples(file)] == [
        ("ask_bill", 'dash: "x" #no'), ("ask_outage", "又停电了‹地点›"), ("ask_tariff", "How much?"),
        ("report_fault", "Lights off at ‹place›"),
    ]  # fmt: skip
    assert check([file], [], ROOT / "nlu" / "domain.yml")[0] == []
    once = file.read_bytes()
    run("--export", str(file))
    assert file.read_bytes() == once


def test_an_export_of_nothing_is_training_data_too(url: str, tmp_path: Path) -> None:
    assert run("--export", str(tmp_path / "new.yml")).exit_code == 0
    assert read_examples(tmp_path / "new.yml") == []


def test_an_export_that_cannot_be_written_is_said(url: str, tmp_path: Path) -> None:
    said = run("--export", str(tmp_path / "nowhere" / "new.yml"))
    assert said.exit_code == 1
    assert "nowhere/new.yml: No such file or directory" in said.output.replace("\n", "")
    assert run("--export", "x.yml", "--count").exit_code == 2


@example([(LABELS[0], "[0]{}"), (LABELS[0], "[[a](b)](c)")])
@given(st.lists(st.tuples(st.sampled_from(LABELS), st.text()), max_size=8))
def test_whatever_was_written_can_be_read_again(labelled: list[tuple[str, str]]) -> None:
    examples = review.without_repeats(labelled)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.yml"
        file.write_text(review.training_yaml(examples), "utf-8")
        read = read_examples(file)
    assert [e.intent for e in read] == [label for label, _text in examples]
    assert len(read) <= len({text for _label, text in labelled})
