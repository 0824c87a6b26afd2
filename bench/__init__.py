"""What is measured, against what. Each script prints a table; `--json` the same as JSON."""

import argparse
import json
from collections.abc import Callable
from typing import Any


def options(description: str | None) -> argparse.ArgumentParser:
    """The options that all benchmarks have."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="within a minute")
    parser.add_argument("--json", action="store_true", help="JSON in place of the table")
    return parser


def show(as_json: bool, result: Any, table: Callable[[Any], str]) -> None:
    """Prints the result, as the options say."""
    print(json.dumps(result) if as_json else table(result))
