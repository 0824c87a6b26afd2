"""Times in people's words: what customers say as an interval, what staff type as a moment."""

from actions.times.folding import without_always
from actions.times.grammar import interval
from actions.times.resolving import Interval
from actions.times.staff import ambiguous, mentions, names_a_day, read, says_when, without_times

__all__ = [
    "Interval", "ambiguous", "interval", "mentions", "names_a_day", "read", "says_when",
    "without_always", "without_times",
]  # fmt: skip
