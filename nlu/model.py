"""Training the model and running Rasa's model server, from the service's environment.

Rasa lives in an environment of its own (Python 3.10); we only ever call its command line.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

MODEL = Path("models") / "wattline.tar.gz"
RECORD = Path("models") / "wattline.json"  # what the model was made from, and how long it took
LOOPBACK = "127.0.0.1"
_SOURCES = (
    "config.yml",
    "nlu/domain.yml",
    "nlu/dictionary.txt",
    "nlu/concepts.yml",
    "nlu/folding.py",
    "nlu/requirements.lock",
    "nlu/data",
    "nlu/components",
)
Say = Callable[[str], None]


class ModelError(Exception):
    """Training or starting went wrong; the message says what to do."""


def environment(root: Path) -> Path:
    """Rasa's environment: ``WATTLINE_NLU_ENV`` or ``.venv-nlu`` at the root."""
    return Path(os.environ.get("WATTLINE_NLU_ENV") or root / ".venv-nlu")


def fingerprint(root: Path) -> str:
    """A hash of everything the model is made from."""
    digest = hashlib.sha256()
    for path in sorted(_source_files(root)):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _source_files(root: Path) -> Iterator[Path]:
    for name in _SOURCES:
        source = root / name
        if source.is_dir():
            yield from (p for p in source.rglob("*") if p.suffix in {".yml", ".py", ".txt"})
        elif source.exists():
            yield source


def is_current(root: Path) -> bool:
    """Whether the stored model was made from what lies there now."""
    return (root / MODEL).exists() and read_record(root).get("made_from") == fingerprint(root)


def read_record(root: Path) -> dict[str, str | float]:
    """``made_from`` and ``seconds`` of the stored model; empty if there is none."""
    try:
        record = json.loads((root / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def train(root: Path, force: bool = False, env: Path | None = None, say: Say = print) -> bool:
    """Trains the model if anything it is made from changed; tells whether it did.

    Raises ModelError with the end of Rasa's output if training fails.
    """
    if not force and is_current(root):
        say("The model is up to date.")
        return False
    made_from = fingerprint(root)
    started = time.monotonic()
    (root / RECORD).unlink(missing_ok=True)  # a stopped training leaves no record
    run_training(root, Path("config.yml"), MODEL, env, say)
    seconds = round(time.monotonic() - started, 1)
    (root / RECORD).write_text(json.dumps({"made_from": made_from, "seconds": seconds}), "utf-8")
    say(f"The model is trained ({seconds:.0f} s).")
    return True


def _rasa(root: Path, env: Path | None, config: Path) -> list[str]:
    """The call of Rasa's command line. Raises ModelError if its environment is not there.

    Without TensorFlow (`nlu/components/serve.py`) unless the pipeline holds Rasa's neural network.
    """
    python = (env or environment(root)) / "bin" / "python"
    if not python.exists():
        raise ModelError(
            f"Rasa's environment is missing at {python.parent.parent}; run `make demo`"
        )
    neural = "DIETClassifier" in (root / config).read_text("utf-8")
    rasa = ["-m", "rasa"] if neural else [str(Path("nlu", "components", "serve.py"))]
    return [str(python), "-W", "ignore", *rasa]


def run_training(
    root: Path, config: Path, model: Path, env: Path | None = None, say: Say = print,
    data: str = "nlu/data",
) -> None:  # fmt: skip
    """Trains ``model`` with the pipeline in ``config``, whether needed or not. Raises ModelError."""
    command = [
        *_rasa(root, env, config),
        *("train", "nlu", "--config", str(config), "--domain", "nlu/domain.yml"),
        *("--nlu", data, "--out", str(model.parent)),
        *("--fixed-model-name", model.name.removesuffix(".tar.gz")),
    ]
    _run_with_progress(command, root, say)


def rasa_variables() -> dict[str, str]:
    """Environment variables for Rasa: no telemetry, no cache that misses changed code, no chatter.

    ``PYTHONHASHSEED`` makes training repeatable; one thread a library is fastest for our size.
    ``PYTHONDONTWRITEBYTECODE`` is dropped: without bytecode Rasa takes 13 s to import, with it 6 s.
    """
    quiet = {
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_MAX_CACHE_SIZE": "0",
        "RASA_CACHE_DIRECTORY": ".cache/rasa",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONHASHSEED": "7",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "LOG_LEVEL": "WARNING",
    }
    dropped = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"}
    return {k: v for k, v in os.environ.items() if k not in dropped} | quiet


def _run_with_progress(command: list[str], root: Path, say: Say) -> None:
    """Runs a long command; says every ten seconds that it is still going. Raises ModelError."""
    log = root / MODEL.parent / "train.log"
    log.parent.mkdir(exist_ok=True)
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=root, env=rasa_variables(), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            while (code := _wait(process, 10.0)) is None:
                say(f"Training the model … {time.monotonic() - started:.0f} s")
        finally:
            stop_server(process)
    if code != 0:
        end = log.read_text("utf-8", "replace")[-2000:]
        raise ModelError(f"training failed (exit {code}); the end of {log}:\n{end}")


def _wait(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


def start_server(
    root: Path,
    port: int,
    env: Path | None = None,
    model: Path | None = None,
    config: Path = Path("config.yml"),
) -> subprocess.Popen[bytes]:
    """Starts Rasa's model server on loopback and returns at once; see ``wait_ready``.

    ``config`` is the pipeline that ``model`` was trained with. Rasa's output goes to
    ``models/server-<port>.log``. Raises ModelError if there is no model.
    """
    model = model or root / MODEL
    if not model.exists():
        raise ModelError(f"there is no model at {model}; run `wattline nlu train`")
    command = [
        *_rasa(root, env, config),
        *("run", "--enable-api", "--model", str(model)),
        *("--interface", LOOPBACK, "--port", str(port)),
    ]
    with (root / MODEL.parent / f"server-{port}.log").open("wb") as log:
        return subprocess.Popen(
            command, cwd=root, env=rasa_variables(), stdout=log, stderr=subprocess.STDOUT
        )


def stop_server(process: subprocess.Popen[bytes], seconds: float = 5.0) -> None:
    """Ends a process that we started: politely, then for good."""
    if process.poll() is None:
        process.terminate()
        if _wait(process, seconds) is None:
            process.kill()
            process.wait()


def port_of(url: str) -> int:
    """The port a server at ``url`` listens on."""
    return urlsplit(url).port or 80


async def is_serving(url: str, timeout: float = 1.0) -> bool:
    """Whether a model server with a model loaded answers at ``url``."""
    limit = aiohttp.ClientTimeout(total=timeout)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(f"{url.rstrip('/')}/status") as response,
        ):
            status = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return False
    return isinstance(status, dict) and bool(status.get("model_file"))


async def wait_ready(
    url: str, timeout: float = 120.0, process: subprocess.Popen[bytes] | None = None
) -> float:
    """Waits until the server at ``url`` has its model and returns the seconds that took.

    Raises ModelError when ``process`` has ended or the time is over.
    """
    started = time.monotonic()
    while not await is_serving(url):
        if process is not None and process.poll() is not None:
            raise ModelError(f"the NLU server ended with {process.returncode}; see models/*.log")
        if time.monotonic() - started > timeout:
            raise ModelError(f"the NLU server at {url} is not ready after {timeout:.0f} s")
        await asyncio.sleep(0.1)
    return time.monotonic() - started


if __name__ == "__main__":
    train(Path(__file__).resolve().parent.parent, force="--force" in sys.argv)
