"""What each file of an import holds: its columns, and how a line becomes a row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path
from typing import Any

from actions.counter.staff import QUEUES, ROLES
from actions.importing import notices as notices
from actions.importing import values as values
from actions.importing.files import Cells, lines
from actions.importing.known import Known, on_side
from actions.policy import PriceTier

Row = dict[str, Any]

ZONES = ("urban", "rural", "remote")
KINDS = ("street", "community", "village", "building", "district")
PARITIES = ("all", "odd", "even")
TIERS = ("standard", "silver", "platinum", "diamond")
CENT = Decimal("0.01")
account_number = values.written_as("[0-9]{10}", "an account number of ten digits")
phone = values.written_as("[0-9]{11}", "a phone number of eleven digits")
online_code = values.written_as("[0-9A-Za-z]{6}", "a code of six letters or digits")


@dataclass(frozen=True)
class Table:
    """A file: its columns, how a line is read, and what of a row must not repeat.

    A reader makes its key known even where the rest of the line is wrong, so that one mistake
    does not become a hundred.
    """

    file: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    read: Callable[[Cells, Known], Row]
    optional: frozenset[str] = frozenset()


def rows(table: Table, folder: Path, known: Known) -> Iterator[Row]:
    """The rows of a file that are right; what is wrong goes to the mistakes of `known`."""
    path = folder / table.file
    if not path.exists():
        return
    for cells in lines(path, table.columns, table.optional, known.mistakes):
        row = table.read(cells, known)
        _note_repeat(table, cells, row, known)
        if not cells.wrong:
            yield row


def _note_repeat(table: Table, cells: Cells, row: Row, known: Known) -> None:
    key = tuple(row.get(column) for column in table.key)
    if None in key:
        return
    first = known.lines[table.file].setdefault(key if len(key) > 1 else key[0], cells.line)
    if first != cells.line:
        told = " ".join(str(part) for part in key)
        cells.blame(f"{', '.join(table.key)}: {told} stands in line {first} already")


def _substation(cells: Cells, known: Known) -> Row:
    row = {
        "code": cells.take("code", values.code),
        "name": cells.take("name", values.name),
        "name_en": cells.take("name_en", values.name),
    }
    if row["code"]:
        known.substations.add(row["code"])
    return row


def _feeder(cells: Cells, known: Known) -> Row:
    row = {
        "code": cells.take("code", values.code),
        "name": cells.take("name", values.name),
        "name_en": cells.take("name_en", values.name),
        "aliases": cells.take("aliases", values.aliases),
        "substation_code": cells.take("substation", known.substation),
        "zone": cells.take("zone", values.one_of(ZONES)),
    }
    if row["code"]:
        known.feeders[str(row["code"])] = str(row["zone"])
    return row


def _transformer(cells: Cells, known: Known) -> Row:
    row = {
        "code": cells.take("code", values.code),
        "name": cells.take("name", values.name),
        "name_en": cells.take("name_en", values.name),
        "feeder_code": cells.take("feeder", known.feeder),
    }
    if row["code"]:
        known.transformers[str(row["code"])] = str(row["feeder_code"])
    if row["code"] in known.feeders:
        cells.blame(f"code: {row['code']} is the code of a feeder")
    return row


def _place(cells: Cells, known: Known) -> Row:
    row = {
        "code": cells.take("code", values.code),
        "kind": cells.take("kind", values.one_of(KINDS)),
        "name": cells.take("name", values.name),
        "name_en": cells.take("name_en", values.name),
        "district": cells.take("district", values.words_or_none),
        "district_en": cells.take("district_en", values.words_or_none),
        "aliases": cells.take("aliases", values.aliases),
        "latitude": cells.take("latitude", values.degrees(90)),
        "longitude": cells.take("longitude", values.degrees(180)),
    }
    if (row["latitude"] is None) != (row["longitude"] is None):
        cells.blame("latitude, longitude: give both or neither")
    if row["code"]:
        known.places.setdefault(str(row["code"]), None)
    if row["code"] in known.feeders:
        cells.blame(f"code: {row['code']} is the code of a feeder")
    return row


def _house_range(cells: Cells, known: Known) -> Row:
    row: Row = {
        "place": cells.take("place", known.place),
        "low": cells.take("low", values.house),
        "high": cells.take("high", values.house),
        "parity": cells.take("parity", values.one_of(PARITIES)),
        "feeder": cells.take("feeder", known.feeder),
        "transformer": cells.take("transformer", known.transformer),
        "line": cells.line,
    }
    if not cells.wrong:
        _check_range(cells, row)
        _check_transformer(cells, known, row["transformer"], row["feeder"])
    return row


def _check_transformer(cells: Cells, known: Known, transformer: str, feeder: str) -> None:
    if transformer and known.transformers[transformer] != feeder:
        cells.blame(f"transformer: {transformer} hangs on {known.transformers[transformer]}, not on {feeder}")  # fmt: skip


def _check_range(cells: Cells, row: Row) -> None:
    low, high, parity = row["low"], row["high"], row["parity"]
    if low > high:
        cells.blame(f"low: {low} is above high, {high}")
    elif parity != "all":
        first, last = on_side(low, high, parity == "odd")
        if first > last:
            cells.blame(f"parity: there is no {parity} number from {low} to {high}")


def _account(cells: Cells, known: Known) -> Row:
    row: Row = {
        "number": cells.take("number", account_number),
        "holder": cells.take("holder", values.words),
        "place": cells.take("place", known.place),
        "house_number": cells.take("house_number", values.house),
        "unit": cells.take("unit", values.words_or_none),
        "tier": cells.take("tier", values.one_of(TIERS)),
        "phone": cells.take("phone", phone),
        "code": cells.take("code", online_code),
        "medical": cells.take("medical", values.yes_no_or_none),
    }
    if row["number"]:
        known.accounts.add(row["number"])
    if row["place"] and row["house_number"]:
        at = partial(known.supply_at, row["place"])
        feeder, nearest = cells.take("house_number", lambda value: at(int(value))) or ("", "")
        named = cells.take("transformer", known.transformer)
        row |= {"feeder_code": feeder, "zone": known.feeders.get(feeder),
                "transformer_code": named or nearest or None}  # fmt: skip
        if named and feeder:
            _check_transformer(cells, known, named, feeder)
    return row


def _bill(cells: Cells, known: Known) -> Row:
    row: Row = {
        "account_number": cells.take("account", known.account),
        "period": cells.take("period", lambda value: values.period(value, known.today)),
        "kwh": cells.take("kwh", values.amount),
        "amount": cells.take("amount", values.amount),
        "due_on": cells.take("due_on", lambda value: values.day(value, known.today)),
        "paid_on": cells.take("paid_on", lambda v: values.day(v, known.today) if v else None),
    }
    if row["kwh"] is not None and row["amount"] is not None:
        row["tiers"] = price_steps(row["kwh"], known.policy.price_tiers)
        total = sum((Decimal(step["amount"]) for step in row["tiers"]), Decimal())
        if total != row["amount"]:
            cells.blame(f"amount: {row['amount']} is not {total}, which the price tiers give")
    return row


def price_steps(kwh: Decimal, tiers: list[PriceTier]) -> list[dict[str, Any]]:
    """A month's usage split over the steps of the tariff, each rounded to the cent."""
    steps: list[dict[str, Any]] = []
    low = Decimal()
    for number, tier in enumerate(tiers, 1):
        high = kwh if tier.up_to is None else min(kwh, Decimal(tier.up_to))
        if high > low:
            steps.append(_step(number, high - low, tier.price))
            low = high
    return steps


def _step(number: int, kwh: Decimal, price: Decimal) -> dict[str, Any]:
    cost = (kwh * price).quantize(CENT, ROUND_HALF_UP)
    shown = f"{max(price, price.quantize(CENT), key=_decimals):f}"
    return {"tier": number, "kwh": _plain(kwh), "price": shown, "amount": f"{cost:.2f}"}


def _decimals(price: Decimal) -> int:
    return -int(price.as_tuple().exponent)


def _plain(kwh: Decimal) -> str:
    """ "230" and "120.5", not "230.00"."""
    return f"{kwh.normalize():f}"


def _staff(cells: Cells, known: Known) -> Row:
    return {
        "telegram_id": cells.take("telegram_id", values.whole),
        "name": cells.take("name", values.words),
        "role": cells.take("role", values.one_of(ROLES)),
        "queue": cells.take("queue", values.one_of((*QUEUES, "all"))),
    }


def _staff_chat(cells: Cells, known: Known) -> Row:
    return {
        "queue": cells.take("queue", values.one_of((*QUEUES, "all"))),
        "chat_id": cells.take("chat_id", values.whole),
    }


SUBSTATIONS = Table("substations.csv", ("code", "name", "name_en"), ("code",), _substation)
FEEDERS = Table(
    "feeders.csv", ("code", "name", "name_en", "aliases", "substation", "zone"), ("code",),
    _feeder, frozenset({"aliases"}),
)  # fmt: skip
TRANSFORMERS = Table(
    "transformers.csv", ("code", "name", "name_en", "feeder"), ("code",), _transformer
)
PLACES = Table(
    "places.csv",
    ("code", "kind", "name", "name_en", "district", "district_en", "aliases", "latitude",
     "longitude"),
    ("code",), _place, frozenset({"aliases", "latitude", "longitude"}),
)  # fmt: skip
HOUSE_RANGES = Table(
    "house_ranges.csv", ("place", "low", "high", "parity", "feeder", "transformer"), ("line",),
    _house_range, frozenset({"transformer"}),
)  # fmt: skip
ACCOUNTS = Table(
    "accounts.csv",
    ("number", "holder", "place", "house_number", "unit", "tier", "phone", "code", "medical",
     "transformer"),
    ("number",), _account, frozenset({"unit", "medical", "transformer"}),
)  # fmt: skip
BILLS = Table(
    "bills.csv", ("account", "period", "kwh", "amount", "due_on", "paid_on"),
    ("account_number", "period"), _bill,
)  # fmt: skip
NOTICES = Table(
    "notices.csv", ("id", "kind", "areas", "reason", "from", "until", "state", "ended"),
    ("external_id",), notices.read, frozenset({"ended"}),
)  # fmt: skip
STAFF = Table("staff.csv", ("telegram_id", "name", "role", "queue"), ("telegram_id",), _staff)
STAFF_CHATS = Table("staff_chats.csv", ("queue", "chat_id"), ("queue",), _staff_chat)

TABLES = (
    SUBSTATIONS, FEEDERS, TRANSFORMERS, PLACES, HOUSE_RANGES, ACCOUNTS, BILLS, NOTICES, STAFF, STAFF_CHATS,
)  # fmt: skip
"""In the order in which one refers to another."""
