"""The kinds of tickets, a file each. A new kind is a new file with a `KIND` in it.

The file may stand here or, for a utility's own kinds, in a folder `kinds` of another place where
Python looks for `actions`: nothing else needs to know of it.
"""

from importlib import import_module
from pkgutil import extend_path, iter_modules

from actions.kinds.kind import Kind
from actions.kinds.steps import STATES as SHARED_STATES
from actions.kinds.steps import Step

__path__ = extend_path(__path__, __name__)
_MODULES = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND for module in _MODULES if hasattr(module, "KIND")
}
BY_INTENT = {intent: kind for kind in KINDS.values() for intent in kind.intents}
FOR_THE_ACCOUNT = tuple(kind.name for kind in KINDS.values() if kind.for_account)
"""Kinds that everybody linked to the account may see; all others only their author."""
STEPS: dict[str, Step] = {step.name: step for kind in KINDS.values() for step in kind.steps}
"""Every step of any kind by name, for its label and its line in the history."""
STATES = SHARED_STATES | {name: label for k in KINDS.values() for name, label in k.states.items()}
"""Every state of any kind, in the customer's words."""
WORKED_ON = tuple(state for state in STATES if state not in ("new", "resolved", "withdrawn"))
"""States in which somebody works on a ticket."""

__all__ = [
    "BY_INTENT",
    "FOR_THE_ACCOUNT",
    "KINDS",
    "STATES",
    "STEPS",
    "WORKED_ON",
    "Kind",
    "Step",
]
