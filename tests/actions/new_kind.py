"""Walks a ticket of a kind that is only a file in another folder: run by `test_kinds`, alone.

Arguments: the folder that has `kinds/street_light.py` in it, and the address of an empty database.
Nothing is changed but where Python looks for `actions`.
"""

import asyncio
import sys

import actions


async def main(url: str) -> None:
    """The whole way, with the same steps as every other kind."""
    from actions.kinds import KINDS
    from storage import Database
    from tests import city
    from tests.actions.scenes import play
    from tests.actions.test_kinds import SAID, walk
    from tests.talk import Talk

    SAID["lamp"] = "LED 40W"
    db = Database(url)
    await city.build(db)
    talk = Talk(db)
    await play(talk, 7, [
        ("report_street_light> the light at [Jianshe Road 11](location) is out",
         ("Thank you for telling us about the light.", "How can we reach you?")),
    ])  # fmt: skip
    await walk(talk, KINDS["street_light"], 7, "en")
    await db.close()
    print("walked street_light")


if __name__ == "__main__":
    actions.__path__.append(sys.argv[1])
    asyncio.run(main(sys.argv[2]))
