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
