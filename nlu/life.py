"""Lives at risk without a danger of the grid: a ventilator without power, a lift, a call for help.

Judged by words alone, beside the model and whatever it says. These are no hazards in the sense of
`nlu.hazard`, and are not counted as such; the conversation treats them alike.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from nlu.folding import fold
from nlu.hazard import is_negated, is_over

_TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("life.yml").read_text("utf-8"))
_PARTS: dict[str, str] = {name: "|".join(p) for name, p in _TABLE["parts"].items()}


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    joined = "|".join(patterns)
    for name, part in _PARTS.items():
        joined = joined.replace(f"<{name}>", part)
    return re.compile(joined, re.ASCII)


_RISKS = {name: _any_of(patterns) for name, patterns in _TABLE["risks"].items()}
_PERHAPS = {name: _any_of(patterns) for name, patterns in _TABLE["perhaps"].items()}
_DEVICE, _WITHOUT, _DONE = _PERHAPS["device"], _any_of(_TABLE["outage"]), _any_of(_TABLE["done"])
_GAS, _CALM = _any_of(_TABLE["gas"]), _any_of(_TABLE["calm"])
_ASSURED = _any_of(_TABLE["assured"])


def risks(text: str) -> list[str]:
    """What puts a life at risk now, as ``text`` says: device, trapped, hurt, help, despair."""
    folded = fold(text)
    if _CALM.search(folded) or is_over(folded):
        return []
    found = [name for name, pattern in _RISKS.items() if _is_said(pattern, folded)]
    return [name for name in found if name != "device" or not _ASSURED.search(folded)]


def perhaps(text: str) -> list[str]:
    """What lives may hang on, as ``text`` names it without saying that it fails: device, lift."""
    folded = fold(text)
    if _CALM.search(folded) or is_over(folded):
        return []
    return [name for name, pattern in _PERHAPS.items() if pattern.search(folded)]


def assured(text: str) -> bool:
    """Whether ``text`` says itself that the device has power enough: asked about, and no alarm."""
    return bool(_ASSURED.search(fold(text)))


def depends(text: str) -> bool:
    """Whether ``text`` names a device that a life hangs on, without looking back or denying it."""
    folded = fold(text)
    return not is_over(folded) and not _DONE.search(folded) and _is_said(_DEVICE, folded)


def fears_outage(text: str) -> bool:
    """Whether ``text`` speaks of the power being off, or going off."""
    return bool(_WITHOUT.search(fold(text)))


def smells_of_gas(text: str) -> bool:
    """Whether ``text`` speaks of a gas leak: not the grid's, and a spark of it is enough."""
    folded = fold(text)
    return _is_said(_GAS, folded) and not _CALM.search(folded) and not is_over(folded)


def _is_said(pattern: re.Pattern[str], folded: str) -> bool:
    return any(not is_negated(folded, found.start()) for found in pattern.finditer(folded))
