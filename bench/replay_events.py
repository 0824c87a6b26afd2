"""A month of real outage events as records that a source would send, and the network they name."""

import gzip
import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

REASONS = {"STORM": "storm", "TREE CONTACT": "tree", "PLNND SHUTDOWN": "maintenance"}
Event = dict[str, Any]


def read(file: Path, limit: int | None) -> list[Event]:
    """The events in their order; `number` is the place of each."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        events = [
            json.loads(line) for _number, line in zip(range(limit or 10**9), lines, strict=False)
        ]
    return [event | {"number": number} for number, event in enumerate(events, 1)]


def records(events: Sequence[Event]) -> list[tuple[datetime, Event]]:
    """What the source would send: the whole state of an outage, numbered in the order of events."""
    places = _place_codes(events)
    opened: dict[str, str] = {}
    made = []
    for event in events:
        if event["event"] == "opened":
            opened[event["outage_id"]] = event["at"]
        record = {
            "id": event["outage_id"], "sequence": event["number"], "at": event["at"],
            "reported": opened[event["outage_id"]],
            "kind": "planned" if event["planned"] else "fault",
            "reason": REASONS.get(event["cause"], "unknown"), "cause": event["cause"] or "",
            "start": event["started_at"], "etr": event["etr"],
            "completion": event["at"] if event["event"] == "closed" else None,
            "customers": event["customers"],
            "areas": [{"feeder": event["circuit_id"]}, {"place": places[event["city"]]}],
        }  # fmt: skip
        made.append((datetime.fromisoformat(event["at"]), record))
    return made


def _place_codes(events: Sequence[Event]) -> dict[str, str]:
    return {
        city: f"C{number:04d}" for number, city in enumerate(sorted({e["city"] for e in events}))
    }


def shuffled_twice(made: Sequence[tuple[datetime, Event]], seed: int) -> list[Event]:
    """Every record twice, each time up to an hour late."""
    chance = random.Random(seed)
    late = [(at + timedelta(hours=chance.random()), record) for at, record in (*made, *made)]
    return [record for _at, record in sorted(late, key=lambda pair: pair[0])]


def write_network(folder: Path, events: Sequence[Event]) -> None:
    """The circuits and cities as files that `wattline import` takes."""
    folder.mkdir()
    circuits = sorted({event["circuit_id"] for event in events})
    feeders = [f"{code},{code},{code},,S1,urban" for code in circuits]
    cities = [f"{code},district,{city},{city},," for city, code in _place_codes(events).items()]
    files = {
        "substations": ["code,name,name_en", "S1,S1,S1"],
        "feeders": ["code,name,name_en,aliases,substation,zone", *feeders],
        "places": ["code,kind,name,name_en,district,district_en", *cities],
    }
    for name, lines in files.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
