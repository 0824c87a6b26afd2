"""What lies in the area of a notice: the conditions under which it holds an account or a place."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from storage.models import Account, HouseRange, Subscription


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
    return or_(fed, at_house)


def covers_subscription(area: Any) -> ColumnElement[bool]:
    """The area holds some of what the subscription is for."""
    number = Subscription.house_number
    same_place = and_(
        area.place_id == Subscription.place_id, or_(number.is_(None), within(area, number))
    )
    fed = exists().where(
        HouseRange.place_id == Subscription.place_id,
        or_(
            HouseRange.feeder_code == area.feeder_code,
            HouseRange.transformer_code == area.transformer_code,
        ),
        or_(number.is_(None), within(HouseRange, number)),
    )
    return or_(same_place, fed)


DEPENDS = or_(Account.medical.is_(True), Account.important.is_(True))
"""Somebody there depends on power: a medical device, or an important customer."""
