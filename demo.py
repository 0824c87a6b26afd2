"""`wattline demo`: everything on this machine, with a fictional city and a chat page.

Starts two children (the sandbox in place of Telegram, Rasa's model server) and the service in
this process. Every start is a fresh world; Ctrl-C ends every child.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from typing import Any

import aiohttp

import commands
import settings as settings_module
import wattline
from actions import policy as policy_module
from actions.importing import format_report, import_folder
from nlu import model
from settings import ROOT, Settings
from storage import Database, schema

WORLD = ROOT / "sandbox" / "world"
TOKEN = "1000001:demo-token-of-the-sandbox"
FOLDER = ROOT / "var"


async def run(port: int) -> None:
    """Sets the stage, starts everything, and serves until cancelled."""
    model.train(ROOT, say=_say)
    _clear_database()
    port, nlu_port = _free(port), _free(5005)
    settings = _settings(port, nlu_port)
    nlu_server = model.start_server(ROOT, nlu_port)
    sandbox = _start_sandbox(port)
    try:
        _say("Loading the demo city …")
        await _load_world(settings)
        people = json.loads((WORLD / "people.json").read_text("utf-8"))
        await _people_move_in(settings.telegram_base_url, people)
        await _wait_for_model(settings.nlu_url, nlu_server)
        parts = list(wattline.PARTS)
        await wattline.serve(settings, parts, ready=lambda: _welcome(port, people))
    finally:
        _say("\nStopping …")
        for child in (sandbox, nlu_server):
            model.stop_server(child)


def _settings(port: int, nlu_port: int) -> Settings:
    for name in [n for n in os.environ if n.startswith("WATTLINE_")]:
        del os.environ[name]  # the demo is the same whatever is configured
    return settings_module.load(
        _env_file=None,
        telegram_token=TOKEN,
        telegram_base_url=f"http://127.0.0.1:{port}",
        database_url=f"sqlite:///{FOLDER / 'demo.db'}",
        nlu_url=f"http://127.0.0.1:{nlu_port}",
        policy=[ROOT / "policy.yml", WORLD / "policy.yml"],
        tick_seconds=2.0,
    )


def _free(port: int) -> int:
    """This port if nobody uses it, else any that is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _clear_database() -> None:
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.glob("demo.db*"):
        file.unlink()


def _start_sandbox(port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sandbox", "--port", str(port)]
    with (FOLDER / "sandbox.log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)


async def _load_world(settings: Settings) -> None:
    db = Database(settings.database_url)
    try:
        await schema.upgrade(db)
        policy = policy_module.load(settings.policy)
        report = await import_folder(db, WORLD, policy, settings.zone, commands.now())
    finally:
        await db.close()
    if report.errors:
        raise settings_module.BadSettings(format_report(report))


async def _people_move_in(base_url: str, world: dict[str, Any]) -> None:
    """The demo's people and their group appear on the page; each has pressed Start."""
    async with aiohttp.ClientSession() as session:
        await _until_up(session, base_url)
        name = {"first_name": "Wattline", "username": "wattline_demo_bot"}
        await _post(session, f"{base_url}/sandbox/bot", name)
        for person in world["people"]:
            await _post(session, f"{base_url}/sandbox/people", person)
        for group in world.get("groups", []):
            await _post(session, f"{base_url}/sandbox/groups", group)
        for person in world["people"]:
            chat = f"{base_url}/sandbox/chats/{person['id']}/messages"
            await _post(session, chat, {"text": "/start"})


async def _until_up(session: aiohttp.ClientSession, base_url: str) -> None:
    for _ in range(200):
        try:
            async with session.get(f"{base_url}/sandbox/people"):
                return
        except aiohttp.ClientError:
            await asyncio.sleep(0.1)
    raise settings_module.BadSettings("the sandbox did not start; see var/sandbox.log")


async def _post(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> None:
    async with session.post(url, json=body) as response:
        response.raise_for_status()


async def _wait_for_model(url: str, server: subprocess.Popen[bytes]) -> None:
    started = said = time.monotonic()
    while not await model.is_serving(url):
        if server.poll() is not None:
            raise model.ModelError("the model server ended; see models/server-*.log")
        if time.monotonic() - said > 4:
            said = time.monotonic()
            _say(f"Waiting for the model server … {said - started:.0f} s")
        await asyncio.sleep(0.3)


def _welcome(port: int, world: dict[str, Any]) -> None:
    _say(f"\nWattline is running. Open  http://127.0.0.1:{port}/{world.get('open', '')}\n")
    for number, thing in enumerate(world["try"], 1):
        _say(f"  {number}. {thing}")
    _say("\nCtrl-C ends it.")


def _say(line: str) -> None:
    print(line, flush=True)
