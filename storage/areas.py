"""What lies in the area of a notice: the conditions under which it holds an account or a place.

A single customer's own affair (unpaid bills, an unsafe installation) covers their account and
nothing else. So no look-up by place, line or subscription ever meets it.
"""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from storage.models import Account, HouseRange, Outage, OutageArea, Subscription


class Extent(NamedTuple):
    """One area of a notice, to compare and to keep: a feeder, a transformer, a place with its
    house numbers, or an account."""

    feeder_code: str | None = None
    transformer_code: str | None = None
    place_id: int | None = None
    low: int | None = None
    high: int | None = None
    parity: str = "all"
    account_number: str | None = None

    def holds(self, house: int) -> bool:
        """As `within`."""
        side = self.parity == "all" or (house % 2 == 1) == (self.parity == "odd")
        return side and (self.low or house) <= house <= (self.high or house)

    def row(self, outage_id: int | None = None) -> OutageArea:
        """The area as it is stored; not stored yet."""
        return OutageArea(outage_id=outage_id, **self._asdict())


def extent(area: OutageArea) -> Extent:
    """What a stored area says."""
    return Extent(*(getattr(area, name) for name in Extent._fields))


_any = aliased(OutageArea)
IS_PUBLIC = exists().where(_any.outage_id == Outage.id, _any.account_number.is_(None))
"""The notice covers more than single accounts."""


def within(area: Any, number: Any) -> ColumnElement[bool]:
    """The house number lies in the area's range, on its side of the street."""
    return and_(
        or_(area.low.is_(None), number >= area.low),
        or_(area.high.is_(None), number <= area.high),
        or_(
            area.parity == "all",
            and_(area.parity == "odd", number % 2 == 1),
            and_(area.parity == "even", number % 2 == 0),
        ),
    )


def covers_account(area: Any) -> ColumnElement[bool]:
    """The area holds the account."""
    at_house = and_(area.place_id == Account.place_id, within(area, Account.house_number))
    fed = or_(
        area.feeder_code == Account.feeder_code, area.transformer_code == Account.transformer_code
    )
    return or_(fed, at_house, area.account_number == Account.number)


def covers_subscription(area: Any) -> ColumnElement[bool]:
    """The area holds some of what the subscription is for."""
    number = Subscription.house_number
    same_place = and_(
        area.place_id == Subscription.place_id, or_(number.is_(None), within(area, number))
    )
    ranges = exists().where(
        HouseRange.place_id == Subscription.place_id,
        or_(
            HouseRange.feeder_code == area.feeder_code,
            HouseRange.transformer_code == area.transformer_code,
        ),
        or_(number.is_(None), within(HouseRange, number)),
    )
    # Of this subscription and area, however deep in another query it stands: by itself SQLAlchemy
    # looks one level up only, and any subscription would do.
    fed = ranges.correlate(Subscription, area)
    return or_(same_place, fed)


DEPENDS = or_(Account.medical.is_(True), Account.important.is_(True))
"""Somebody there depends on power: a medical device, or an important customer."""
