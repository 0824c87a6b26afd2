"""Tokens of other systems, by the hash that is kept of each."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from storage.dialect import changed, insert_new
from storage.engine import Session
from storage.models import ApiToken


async def add(tx: Session, name: str, hashed: str, scopes: Collection[str], now: datetime) -> bool:
    """Stores a token by its hash; False where the name is taken."""
    row = {"name": name, "hash": hashed, "scopes": list(scopes), "created_at": now}
    return await insert_new(tx, ApiToken, [row]) == 1


async def every(tx: Session) -> list[ApiToken]:
    """All tokens, oldest first."""
    return list((await tx.execute(select(ApiToken).order_by(ApiToken.id))).scalars())


async def by_hash(tx: Session, hashed: str) -> ApiToken | None:
    """The token with this hash, unless it was revoked."""
    found = select(ApiToken).where(ApiToken.hash == hashed, ApiToken.revoked_at.is_(None))
    return (await tx.execute(found)).scalar_one_or_none()


async def revoke(tx: Session, name: str, now: datetime) -> bool:
    """Ends a token; False where there is none of this name that still holds."""
    ended = (
        update(ApiToken)
        .where(ApiToken.name == name, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
    return changed(await tx.execute(ended)) == 1
