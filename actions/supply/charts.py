"""Bars as a picture. What is drawn is data in the outbox row, so it can be drawn again at any time.

matplotlib is imported only here, and only where a picture is drawn.
"""

import io
from functools import cache
from typing import Any

FONTS = ("Noto Sans CJK SC", "Noto Sans CJK TC", "Noto Sans CJK JP", "Noto Sans SC",
         "Source Han Sans SC", "WenQuanYi Zen Hei", "Microsoft YaHei", "PingFang SC")  # fmt: skip
"""Fonts with Chinese letters, the usual one first."""
COLOURS = ("#c0392b", "#2e86c1")
INCHES, DOTS_PER_INCH = (8.0, 4.5), 150


def draw(picture: dict[str, Any]) -> bytes:
    """A PNG. `picture`: `chart`, and `plain`, the same in English, for a machine whose fonts
    have no Chinese letters. Each has a `title`, what is `across`, the `labels` of the bars, `bars`
    as (name, values) one upon the other, and whether they are `lying`.
    """
    chart = picture["chart"] if _chinese_font() or _is_plain(picture["chart"]) else picture["plain"]
    return _png(chart, _chinese_font())


def _is_plain(chart: dict[str, Any]) -> bool:
    return str(chart).isascii()


@cache
def _chinese_font() -> str | None:
    from matplotlib import font_manager

    there = set(font_manager.get_font_names())
    return next((name for name in FONTS if name in there), None)


def _png(chart: dict[str, Any], font: str | None) -> bytes:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    families = [font] if font else []
    with mpl.rc_context({"font.family": [*families, "DejaVu Sans"]}):
        figure = Figure(figsize=INCHES, dpi=DOTS_PER_INCH, layout="constrained")
        axes = figure.add_subplot()
        _bars(axes, chart)
        axes.set_title(chart["title"])
        axes.spines[["top", "right"]].set_visible(False)
        if len(chart["bars"]) > 1:
            axes.legend(frameon=False)
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png")
    return drawn.getvalue()


def _bars(axes: Any, chart: dict[str, Any]) -> None:
    """Standing bars from left to right, or lying ones from top to bottom, one upon the other."""
    labels, lying = chart["labels"], chart["lying"]
    places, below = list(range(len(labels))), [0.0] * len(labels)
    for colour, (name, values) in zip(COLOURS, chart["bars"], strict=False):
        if lying:
            axes.barh(places, values, left=below, color=colour, label=name)
        else:
            axes.bar(places, values, bottom=below, color=colour, label=name)
        below = [low + value for low, value in zip(below, values, strict=True)]
    if lying:
        axes.set_yticks(places, labels)
        axes.invert_yaxis()
        axes.set_xlabel(chart["across"])
    else:
        axes.set_xticks(places, labels, rotation=45, ha="right")
        axes.set_ylabel(chart["across"])
