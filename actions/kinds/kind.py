"""What a kind of ticket is: one value says all that the conversation and the desk need of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from actions.forms import Question
from actions.kinds.steps import CONTACTED, RESOLVE, TAKE, Step
from actions.policy import KindPolicy, Policy
from storage.models import Ticket


@dataclass(frozen=True)
class Kind:
    """A kind of ticket. A new one is a file beside this one that holds a `KIND`.

    For customers: `intents` begin it; `opening`, `words` (the first question) and `done` are said;
    `questions` follow the words. `short`: the first message rarely says what it is about. Kinds
    with a conversation of their own (complaint, repair, hazard) leave these empty.
    For the desk: `steps` lead from state to state; `closing` is asked before a `grave` one may be
    closed. `final`: states in which it cannot be withdrawn any more. `subclasses` narrow it, and
    `details` narrow these.
    `for_account`: everybody linked to the account may see it, not only its author.
    `surveyed`: its customer is asked afterwards how it went.
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
    short: bool = False
    steps: tuple[Step, ...] = (TAKE, CONTACTED, RESOLVE)
    closing: tuple[Question, ...] = ()
    grave: Callable[[Ticket], bool] = lambda ticket: False
    final: tuple[str, ...] = ("resolved", "withdrawn")
    subclasses: dict[str, str] = field(default_factory=dict)
    details: dict[str, dict[str, str]] = field(default_factory=dict)
    for_account: bool = False
    surveyed: bool = True
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
