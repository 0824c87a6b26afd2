"""The model that understands messages: training, serving, judging, and labelling what it missed."""

import asyncio
import getpass
import json
from pathlib import Path
from typing import Annotated

import typer

import settings as settings_module
from actions.conversation import review as review_module
from commands import now, with_database
from nlu import evaluation, model, report
from nlu.data_check import read_domain
from settings import ROOT
from storage import Database, schema

nlu_app = typer.Typer(no_args_is_help=True, help="The model that understands messages.")


@nlu_app.command("train")
def nlu_train(force: bool = False) -> None:
    """Trains the model, if its data or config.yml changed."""
    model.train(ROOT, force=force, say=typer.echo)


@nlu_app.command("serve")
def nlu_serve(port: int = 5005) -> None:
    """Runs the model server until it is stopped; on loopback."""
    server = model.start_server(ROOT, port)
    typer.echo(f"The model server starts at http://127.0.0.1:{port}; Ctrl-C ends it.")
    try:
        server.wait()
    except KeyboardInterrupt:
        model.stop_server(server)


@nlu_app.command("evaluate")
def nlu_evaluate(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """How well messages of Rasa NLU test files are understood, by file."""
    result = evaluation.evaluate(files, ROOT, settings_module.offline().nlu_url)
    if as_json:
        typer.echo(json.dumps(report.for_json(result), ensure_ascii=False))
    else:
        typer.echo(report.format_table(result))


@nlu_app.command("review")
def nlu_review(
    export: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Write what is labelled as training YAML to this file."),
    ] = None,
    count: Annotated[bool, typer.Option(help="Only say how many messages wait.")] = False,
    by: Annotated[str, typer.Option(help="Who labels; the name of your login if not given.")] = "",
) -> None:
    """Shows messages that were not understood, for staff to label; exports them for training."""
    if export is not None and count:
        raise typer.BadParameter("--export and --count do not go together")

    async def work(db: Database) -> None:
        await schema.upgrade(db)
        if export is not None:
            typer.echo(f"{await review_module.export(db, export)} messages are in {export}.")
        elif count:
            typer.echo(await review_module.counted(db))
        else:
            labels = sorted(read_domain(ROOT / "nlu" / "domain.yml")[0])
            who = by.strip() or _login()
            review = review_module.Review(db, _ask, typer.echo, labels, who, now)
            typer.echo(review_module.KEYS)
            typer.echo(f"{await review.run()} labelled.")

    try:
        asyncio.run(with_database(work))
    except OSError as error:
        typer.echo(f"{export or 'The database'}: {error.strerror or error}", err=True)
        raise typer.Exit(1) from None


def _ask(question: str) -> str | None:
    try:
        return str(typer.prompt(question, default="", show_default=False))
    except typer.Abort:
        return None


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown"
