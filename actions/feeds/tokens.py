"""Bearer tokens of other systems: shown once, kept as a hash, looked up by it."""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import datetime

from storage import Session
from storage import api_tokens as rows
from storage.models import ApiToken

READ, WRITE = "outages:read", "outages:write"
SCOPES = (READ, WRITE)


class Taken(ValueError):
    """There is, or was, a token of this name."""


async def add(tx: Session, name: str, scopes: Collection[str], now: datetime) -> str:
    """A new token for a system; it cannot be seen again. Raises Taken."""
    token = f"wl_{secrets.token_urlsafe(32)}"
    if not await rows.add(tx, name, hashed(token), sorted(scopes), now):
        raise Taken(name)
    return token


async def holder(tx: Session, token: str) -> ApiToken | None:
    """Whose token this is, with its scopes; None where it does not hold.

    The database compares hashes of 256 random bits, so the time it takes tells nothing of use;
    the last comparison takes the same time for every token.
    """
    wanted = hashed(token)
    found = await rows.by_hash(tx, wanted)
    return found if found and hmac.compare_digest(found.hash, wanted) else None


def hashed(token: str) -> str:
    """What is stored of a token. It is long and random, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
