"""A database that is in use is brought to the newest version with everything in it."""

from alembic import command
from sqlalchemy import text

from storage import Database, schema


async def _at(database: Database, version: str) -> None:
    """Takes the (empty) database back to an older version."""
    async with schema.migrating(database) as connection:
        await connection.run_sync(lambda c: command.downgrade(schema.configured(c), version))


async def test_an_upgrade_keeps_the_rows_and_their_references(database_url: str) -> None:
    database = Database(database_url)
    await _at(database, "0002")
    async with database.transaction() as tx:
        for statement in OLD_ROWS:
            await tx.execute(text(statement))
    await schema.upgrade(database)
    async with database.transaction() as tx:
        kept = await tx.execute(
            text(
                "SELECT ticket.words, staff.on_shift, deadline.name, outage.reason FROM ticket"
                " JOIN staff ON staff.id = ticket.owner_id"
                " JOIN deadline ON deadline.ticket_id = ticket.id CROSS JOIN outage"
            )
        )
        assert [tuple(row) for row in kept] == [("no power", True, "arrival", "works")]
    assert await schema.differences(database) == []
    await database.close()


AT = "'2026-11-21 08:00:00+00:00'"
OLD_ROWS = (
    "INSERT INTO person (id, telegram_id, first_name, language, language_chosen, reachable,"
    f" wrong_codes, created_at) VALUES (1, 5, 'Ann', 'en', false, true, 0, {AT})",
    "INSERT INTO staff (id, telegram_id, name, role, queue, active)"
    " VALUES (1, 9, 'Li', 'agent', 'repairs', true)",
    "INSERT INTO ticket (id, number, kind, subclass, state, queue, person_id, language, place_text,"
    " zone, tier, words, contact, facts, owner_id, urged, created_at) VALUES (1, 'WL-1', 'repair',"
    f" '', 'taken', 'repairs', 1, 'en', '', 'urban', 'standard', 'no power', '', '{{}}', 1, 0, {AT})",
    "INSERT INTO deadline (id, ticket_id, name, due_at, state, step)"
    f" VALUES (1, 1, 'arrival', {AT}, 'open', 0)",
    "INSERT INTO outage (id, source, external_id, kind, state, reason, starts_at, version,"
    f" published_at) VALUES (1, 'staff', 'a', 'planned', 'published', 'works', {AT}, 1, {AT})",
)


async def test_old_notices_of_unpaid_bills_concern_the_account_or_nobody(database_url: str) -> None:
    """Before, they named a house. Where several live in it nobody knows who was meant."""
    database = Database(database_url)
    await _at(database, "0002")
    async with database.transaction() as tx:
        for statement in UNPAID:
            await tx.execute(text(statement))
    await schema.upgrade(database)
    async with database.transaction() as tx:
        kept = await tx.execute(
            text("SELECT outage_id, account_number, place_id FROM outage_area ORDER BY outage_id")
        )
        assert [tuple(row) for row in kept] == [(1, "A1", None), (3, None, 1)]
    await database.close()


UNPAID = (
    "INSERT INTO substation (code, name, name_en) VALUES ('S', 's', 's')",
    "INSERT INTO feeder (code, name, name_en, substation_code, zone) VALUES ('F', 'f', 'f', 'S', 'urban')",
    "INSERT INTO place (id, code, kind, name, name_en, district, district_en)"
    " VALUES (1, 'P', 'street', 'p', 'p', 'd', 'd')",
    *(
        "INSERT INTO account (number, holder, place_id, house_number, unit, feeder_code, zone, tier,"
        f" phone, code_hash, medical) VALUES ('{number}', 'h', 1, {house}, '', 'F', 'urban',"
        " 'standard', '', '', false)"
        for number, house in (("A1", 5), ("A2", 7), ("A3", 7))
    ),
    *(
        "INSERT INTO outage (id, source, external_id, kind, state, reason, starts_at, version,"
        f" published_at) VALUES ({number}, 'import', '{number}', '{kind}', 'published', 'x', {AT}, 1, {AT})"
        for number, kind in ((1, "arrears"), (2, "arrears"), (3, "fault"))
    ),
    *(
        "INSERT INTO outage_area (outage_id, place_id, low, high, parity)"
        f" VALUES ({outage}, 1, {house}, {house}, 'all')"
        for outage, house in ((1, 5), (2, 7), (3, 7))
    ),
)
