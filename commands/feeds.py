"""What comes from other systems: files of theirs, and the tokens with which they call."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import settings as settings_module
from actions import policy as policy_module
from actions.feeds import files, tokens
from actions.feeds.steps import REFUSED
from actions.feeds.taking import Delivery, Outcome, Taker
from commands import data, now, with_database
from storage import Database, schema
from storage import api_tokens as rows


class _FolderByDefault(TyperGroup):
    """`wattline import FOLDER` is short for `wattline import folder FOLDER`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["folder", *args]
        return super().parse_args(ctx, args)


import_app = typer.Typer(
    cls=_FolderByDefault, no_args_is_help=True,
    help="Imports a FOLDER of the utility's own data, or a file of outages.",
)  # fmt: skip
import_app.command("folder")(data.import_)
api_app = typer.Typer(no_args_is_help=True, help="What other systems may do over HTTP.")
token_app = typer.Typer(no_args_is_help=True, help="Tokens of other systems.")
api_app.add_typer(token_app, name="token")


@import_app.command("outages")
def import_outages(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or JSON.")],
    source: Annotated[str, typer.Option(help="The name of the system they come from.")],
    full: Annotated[bool, typer.Option(help="All its open outages are in the file.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Say what would happen; change nothing.")] = False,
) -> None:
    """Takes outages from a file as if their system had sent them to /api/outages."""
    settings = settings_module.offline()
    policy = policy_module.load(settings.policy)
    try:
        records = files.read(file)
    except files.BadFile as error:
        raise typer.BadParameter(f"{file}: {error}") from None

    async def work(db: Database) -> Outcome:
        await schema.upgrade(db)
        return await Taker(db, policy, settings.zone, now).take(
            Delivery(source, records, full, dry_run)
        )

    outcome: Outcome = asyncio.run(with_database(work))
    typer.echo(told(outcome))
    if any(fate.result == REFUSED for fate in outcome.fates):
        raise typer.Exit(1)


def told(outcome: Outcome) -> str:
    """For people: a line for each record that was refused or is odd, then how many of what."""
    lines = [f"warning: {warning}" for warning in outcome.warnings]
    for fate in outcome.fates:
        name = f"record {fate.index + 1} ({fate.id or 'without an id'})"
        lines += [f"{name} refused: {reason}" for reason in fate.reasons]
        lines += [f"{name} warning: {warning}" for warning in fate.warnings]
    if outcome.missing:
        lines.append(f"not in the list, still open here: {', '.join(map(str, outcome.missing))}")
    counts = Counter(fate.result for fate in outcome.fates)
    return "\n".join([*lines, ", ".join(f"{n} {what}" for what, n in counts.items()) or "nothing"])


@token_app.command("add")
def token_add(
    name: Annotated[str, typer.Argument(help="The system that will call, such as oms.")],
    scope: Annotated[
        list[str] | None, typer.Option(help=f"Several times; {', '.join(tokens.SCOPES)}.")
    ] = None,
) -> None:
    """Makes a token and prints it. It is stored only as a hash: nobody can show it again."""
    scopes = scope or list(tokens.SCOPES)
    if unknown := [s for s in scopes if s not in tokens.SCOPES]:
        raise typer.BadParameter(f"unknown scope {', '.join(unknown)}: {', '.join(tokens.SCOPES)}")

    async def work(db: Database) -> str:
        await schema.upgrade(db)
        async with db.transaction() as tx:
            return await tokens.add(tx, name, scopes, now())

    try:
        typer.echo(asyncio.run(with_database(work)))
    except tokens.Taken:
        raise typer.BadParameter(f"there is, or was, a token {name}; take another name") from None


@token_app.command("list")
def token_list() -> None:
    """Lists the tokens: name, scopes, since when, whether revoked."""

    async def work(db: Database) -> None:
        await schema.upgrade(db)
        async with db.reading() as tx:
            for token in await rows.every(tx):
                state = f"revoked {token.revoked_at:%Y-%m-%d}" if token.revoked_at else "valid"
                scopes = ", ".join(token.scopes)
                typer.echo(f"{token.name}\t{scopes}\tsince {token.created_at:%Y-%m-%d}\t{state}")

    asyncio.run(with_database(work))


@token_app.command("revoke")
def token_revoke(name: str) -> None:
    """Ends a token at once."""

    async def work(db: Database) -> bool:
        await schema.upgrade(db)
        async with db.transaction() as tx:
            return await rows.revoke(tx, name, now())

    if not asyncio.run(with_database(work)):
        raise typer.BadParameter(f"there is no valid token {name}")
    typer.echo(f"The token {name} does not hold any more.")
