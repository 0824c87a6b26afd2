"""What a kind of ticket is: one value says all that the conversation and the desk need of it."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from actions import forms
from actions.forms import Question, Slots
from actions.kinds.steps import CONTACTED, RESOLVE, TAKE, Step
from actions.policy import Policy
from actions.policy.counter import KindPolicy
from actions.work import Turn, Work
from nlu.folding import fold
from storage.models import Ticket


@dataclass(frozen=True)
class Kind:
    """A kind of ticket. A new one is a file beside this one that holds a `KIND`.

    For customers: `intents` begin it; `opening`, `words` (the first question) and `done` are said;
    `questions` follow the words, `after` runs when one is answered (as in a Form), `knows` finds
    what the first message says of them, `hears` what is said of them later (as in a Form), and
    `keeps` names the answers that go with the ticket.
    `short`: the first message rarely says what it is about. Kinds with a conversation of their own
    (complaint, repair, hazard) leave these empty. `shows`: lines about what was kept, for everybody
    who sees the ticket. `leads_to`: kinds that this one may turn into; such a kind has an `offer`
    with a button `invite`, and `wanted`: a pattern of words that ask for it.
    `calls`: somebody calls back, and is told when, where nobody is there now.
    For the desk: `steps` lead from state to state, `states` names those that only this kind has;
    `closing` is asked before a `grave` one may be closed. `final`: states in which it cannot be
    withdrawn any more. `subclasses` narrow it, and `details` narrow these; `clues` are patterns,
    over folded text, of the words that speak of one.
    `for_account`: everybody linked to the account may see it, not only its author.
    `confirmed`: its customer is asked whether it is solved; `surveyed`: and later, how it went.
    `same_within`: another message of this kind so soon after may be about the same matter.
    `queue` and `promises` hold where `policy.yml` says nothing about the kind; a promise is written
    as there.
    """

    name: str
    title: str
    sign: str = "📄"
    intents: tuple[str, ...] = ()
    opening: str = ""
    words: str = ""
    done: str = ""
    questions: tuple[Question, ...] = ()
    after: Mapping[str, forms.Step] = field(default_factory=dict)
    knows: Callable[[Turn], Slots] = lambda turn: {}
    hears: Callable[[Turn, dict[str, Any]], Awaitable[bool]] | None = None
    keeps: tuple[str, ...] = ()
    shows: Callable[[Work, dict[str, Any], str], list[str]] = lambda work, facts, language: []
    short: bool = False
    leads_to: tuple[str, ...] = ()
    offer: str = ""
    invite: str = ""
    wanted: str = ""
    calls: bool = False
    steps: tuple[Step, ...] = (TAKE, CONTACTED, RESOLVE)
    states: dict[str, str] = field(default_factory=dict)
    closing: tuple[Question, ...] = ()
    grave: Callable[[Ticket], bool] = lambda ticket: False
    final: tuple[str, ...] = ("resolved", "withdrawn")
    subclasses: dict[str, str] = field(default_factory=dict)
    details: dict[str, dict[str, str]] = field(default_factory=dict)
    clues: dict[str, str] = field(default_factory=dict)
    for_account: bool = False
    confirmed: bool = True
    surveyed: bool = True
    same_within: timedelta = timedelta(days=3)
    queue: str = "business"
    promises: dict[str, dict[str, Any]] = field(default_factory=dict)

    def rules(self, policy: Policy) -> KindPolicy:
        """Queue and promises of the kind: the policy's, or else its own."""
        own = {"queue": self.queue, "promises": self.promises}
        return policy.kinds.get(self.name) or KindPolicy.model_validate(own)

    def step(self, name: str) -> Step | None:
        """The step of this name, if the kind has it."""
        return next((step for step in self.steps if step.name == name), None)

    def steps_from(self, state: str) -> list[Step]:
        """The steps that are possible in a state, in order."""
        return [step for step in self.steps if state in step.since]

    def guess(self, names: Iterable[str], words: str) -> str:
        """The one of these subclasses or details that the words speak of; empty where not clear."""
        said = fold(words)
        found = [n for n in names if n in self.clues and re.search(self.clues[n], said)]
        return found[0] if len(found) == 1 else ""

    def is_wanted(self, words: str) -> bool:
        """Whether the words ask for this kind in the middle of another."""
        return bool(self.wanted and re.search(self.wanted, fold(words)))
