"""Command line: ``python -m sandbox --port N [--no-limits] [--data DIR]``."""

from __future__ import annotations

import argparse
from pathlib import Path

from aiohttp import web

from .app import build_app
from .world import Settings, World


def main() -> None:
    """Serve one sandbox until interrupted."""
    options = _parser().parse_args()
    world = World(Settings(limits=not options.no_limits, token=options.token))
    web.run_app(
        build_app(world, options.data),
        host=options.host,
        port=options.port,
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=0.5,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--host", default="127.0.0.1", help="loopback unless told otherwise")
    parser.add_argument("--no-limits", action="store_true", help="no sending limits")
    parser.add_argument("--token", help="accept this token only; default: any well-formed one")
    parser.add_argument("--data", type=Path, help="directory to keep the state in over a restart")
    return parser


if __name__ == "__main__":
    main()
