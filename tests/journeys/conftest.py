"""The demo city with the real model, once for all journeys."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from actions import policy as policy_module
from actions.importing import import_folder
from commands import now
from nlu import model
from settings import ROOT
from storage import Database, schema
from tests.journeys.town import WORLD, Town
from tests.sandbox.sandbox_client import free_port
from tests.stack import stack
from tests.talk import ZONE

POLICY = ROOT / "tests" / "journeys" / "policy.yml"


@pytest.fixture(scope="session")
def real_model() -> Iterator[str]:
    """Rasa's model server with the trained model."""
    if not model.is_current(ROOT):
        pytest.fail("the model is not trained for this data; run `make train`")
    port = free_port()
    server = model.start_server(ROOT, port)
    try:
        import asyncio

        asyncio.run(model.wait_ready(f"http://127.0.0.1:{port}", 120, server))
        yield f"http://127.0.0.1:{port}"
    finally:
        model.stop_server(server)


@pytest.fixture
async def town(real_model: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A fresh city with everybody in it and the service running."""
    url = f"sqlite:///{tmp_path / 'town.db'}"
    database = Database(url)
    await schema.upgrade(database)
    policy = policy_module.load([ROOT / "policy.yml", POLICY])
    report = await import_folder(database, ROOT / "sandbox" / "world", policy, ZONE, now())
    assert report.errors == []
    async with stack(url, tmp_path, real_model, policy=POLICY) as running:
        for person in WORLD["people"]:
            await running.sandbox.post("people", **person, started=True)
        for group in WORLD["groups"]:
            await running.sandbox.post("groups", **group)
        running.start_service()
        yield Town(running, database)
        running.stop()
    await database.close()
