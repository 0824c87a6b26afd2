"""Rasa's command line without TensorFlow; run in Rasa's environment.

    python nlu/components/serve.py run --enable-api --model models/wattline.tar.gz …

Our pipeline needs no neural network, but Rasa imports TensorFlow (and Keras) whatever the pipeline:
half of the start-up time and of the memory. Here these packages are stand-ins: names can be looked
up, subclassed and used as decorators while Rasa's modules load, and nothing ever computes with
them. A pipeline with DIETClassifier needs plain ``rasa run``.
"""

from __future__ import annotations

import sys
from abc import ABCMeta
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, ClassVar

_ABSENT = {"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"}


class _Named(ABCMeta):
    """A class whose every attribute is another such class."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Named(name, (_StandIn,), {})


class _StandIn(metaclass=_Named):
    """Can be called, subclassed, indexed and used as a decorator; computes nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """As a decorator with arguments: the decorated thing itself."""
        return args[0] if args else self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _StandIn()


class _EmptyModule(ModuleType):
    """A module in which every name is found."""

    __path__: ClassVar[list[str]] = []
    __version__ = "2.12.0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Named(name, (_StandIn,), {})


class _Finder(MetaPathFinder, Loader):
    """Finds the stand-ins before the real packages."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.split(".")[0] in _ABSENT:
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _EmptyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def main() -> None:
    """Runs Rasa's command line with the arguments given."""
    sys.meta_path.insert(0, _Finder())
    sys.path[0] = ""  # the folder we are called in, where our components are found
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
