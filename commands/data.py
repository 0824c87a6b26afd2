"""The database, what is imported into it, and who is staff."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

import settings as settings_module
from actions import policy as policy_module
from actions.counter import staff
from actions.importing import format_report, import_folder
from commands import now, with_database
from storage import Database, schema
from storage import staff as staff_rows

db_app = typer.Typer(no_args_is_help=True, help="The database.")
staff_app = typer.Typer(no_args_is_help=True, help="Staff and their chats.")


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Brings the database to the newest version."""
    asyncio.run(with_database(schema.upgrade))
    typer.echo("The database is up to date.")


def import_(folder: Annotated[Path, typer.Argument(exists=True, file_okay=False)]) -> None:
    """Imports the network, places, accounts, bills, notices and staff from CSV files."""
    settings = settings_module.offline()
    policy = policy_module.load(settings.policy)

    async def work(db: Database) -> bool:
        await schema.upgrade(db)
        report = await import_folder(db, folder, policy, settings.zone, now())
        typer.echo(format_report(report))
        return not report.errors

    if not asyncio.run(with_database(work)):
        raise typer.Exit(1)


@staff_app.command("add")
def staff_add(
    telegram_id: Annotated[int, typer.Argument(help="Their Telegram id; @userinfobot tells it.")],
    name: Annotated[str, typer.Argument(help="The first name that customers may see.")],
    role: Annotated[str, typer.Option(help=", ".join(staff.ROLES))] = "agent",
    queue: Annotated[str, typer.Option(help=", ".join((*staff.QUEUES, "all")))] = "all",
    district: Annotated[str, typer.Option(help="Its tickets are offered to them first.")] = "",
) -> None:
    """Registers a member of staff, or changes one."""
    if role not in staff.ROLES:
        raise typer.BadParameter(f"--role is one of {', '.join(staff.ROLES)}")
    if queue not in (*staff.QUEUES, "all"):
        raise typer.BadParameter(f"--queue is one of {', '.join((*staff.QUEUES, 'all'))}")

    async def work(db: Database) -> None:
        await schema.upgrade(db)
        async with db.transaction() as tx:
            await staff_rows.add(tx, telegram_id, name, role, queue, district)

    asyncio.run(with_database(work))
    typer.echo(f"{name} is registered as {role} of {queue}.")


@staff_app.command("leave")
def staff_leave(telegram_id: int) -> None:
    """Somebody leaves: they have no rights any more; supervisors hand over what they own."""

    async def work(db: Database) -> bool:
        await schema.upgrade(db)
        async with db.transaction() as tx:
            return await staff_rows.leave(tx, telegram_id)

    if not asyncio.run(with_database(work)):
        typer.echo("Nobody with this id is registered.")
        raise typer.Exit(1)
    typer.echo("Their open tickets are shown to the supervisors.")


@staff_app.command("chat")
def staff_chat(queue: str, chat_id: int) -> None:
    """Names the group chat where the tickets of a queue appear ("all" for every queue)."""
    if queue not in (*staff.QUEUES, "all"):
        raise typer.BadParameter(f"the queue is one of {', '.join((*staff.QUEUES, 'all'))}")

    async def work(db: Database) -> None:
        await schema.upgrade(db)
        async with db.transaction() as tx:
            await staff_rows.set_chat(tx, queue, chat_id)

    asyncio.run(with_database(work))
    typer.echo(f"Tickets of {queue} appear in chat {chat_id}.")
