"""All names of places and feeders, kept in the process so that a look-up needs no search in SQL."""

import asyncio
import functools
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple
from weakref import WeakKeyDictionary

from pypinyin import lazy_pinyin

from actions.conversation.language import fold
from actions.places.writing import has_readings, joined, sound, spoken, words
from storage import Session, network
from storage.network import Written

HAN_ONLY = re.compile(r"^[㐀-鿿]+$")
CODE = re.compile(r"^([a-z]+)0+(\d+)$")

HAN_KINDS = (
    "大道", "马路", "大街", "老街", "广场", "花园", "家园", "新村", "小区", "大厦", "大楼", "医院", "宿舍",
    "家属院", "大院", "客运站", "汽车站", "胡同", "路", "街", "巷", "弄", "道", "苑", "院", "园", "村",
    "湾", "里", "台", "岛", "洲", "楼", "厦", "站", "线", "坊", "庄", "府", "城", "座", "区", "沟", "坪",
)  # fmt: skip
"""What a place is, at the end of its Chinese name; longest first."""

STEM_AND_KIND = re.compile(rf"^(..+?)((?:{'|'.join(HAN_KINDS)})*)$")
HAN_STREETS = ("路", "街", "巷", "弄", "道", "胡同")

LATIN_KINDS = frozenset({
    "road", "street", "avenue", "lane", "square", "court", "garden", "terrace", "village", "estate",
    "building", "station", "hospital", "boulevard", "drive", "house", "houses", "homes", "quarters",
    "tower", "bay", "island", "bridge", "centre", "place", "close", "way", "park", "hill", "market",
    "line", "feeder", "lu", "jie", "xiang", "dadao", "cun", "yuan",
})  # fmt: skip
"""What a place is, at the end of its English or romanised name."""

LATIN_STREETS = frozenset({
    "road", "street", "avenue", "lane", "square", "boulevard", "drive", "close", "way",
    "lu", "jie", "xiang", "dadao",
})  # fmt: skip

KIND_IN_ENGLISH = {
    "大道": "avenue", "广场": "square", "花园": "garden", "路": "road", "街": "street", "巷": "lane",
    "弄": "lane", "村": "village", "苑": "court", "岛": "island", "湾": "bay",
}  # fmt: skip
SHORTEST_PINYIN, SHORTEST_SPOKEN = 6, 3


class Name(NamedTuple):
    """One way to write one place or feeder. `row_id`: of the spelling that it comes from."""

    row_id: int
    folded: str
    place_id: int | None
    feeder_code: str | None

    @property
    def target(self) -> tuple[int | None, str | None]:
        """What is named."""
        return self.place_id, self.feeder_code


Names = dict[str, list[Name]]
Shelves = dict[tuple[int, str], list[str]]
"""Strings by length and a mark: a misspelt name is sought only among those that share one."""


@dataclass
class Index:
    """The names of one database, by how they are written, romanised, spoken and misspelt."""

    newest: Name | None = None
    written: Names = field(default_factory=lambda: defaultdict(list))
    romanised: Names = field(default_factory=lambda: defaultdict(list))
    spoken: Names = field(default_factory=lambda: defaultdict(list))
    latin: dict[tuple[str, ...], list[Name]] = field(default_factory=lambda: defaultdict(list))
    near_spoken: Shelves = field(default_factory=lambda: defaultdict(list))
    near_stems: Shelves = field(default_factory=lambda: defaultdict(list))
    by_stem: dict[str, set[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(set))
    vocabulary: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)
    longest: int = 0


def split_kind(name: str) -> tuple[str, str]:
    """ "湖滨大道" → "湖滨", "大道"; "望江台小区" → "望江", "台小区"; the second is empty where the name does not say."""
    found = STEM_AND_KIND.match(name)
    return (found[1], found[2]) if found else (name, "")


def split_words(name: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """ "mill lane" → "mill", "lane"."""
    if len(name) > 1 and name[-1] in LATIN_KINDS:
        return name[:-1], name[-1]
    return name, ""


def build(rows: list[tuple[Written, str]]) -> Index:
    """The index of all spellings, each with the English name of its place."""
    index = Index()
    for row, name_en in rows:
        name = Name(*row)
        key = joined(name.folded)
        if not key:
            continue
        index.newest = name
        _add(index.written, key, name)
        if code := CODE.match(key):
            _add(index.written, code[1] + code[2], name)
        if HAN_ONLY.match(key):
            _add_han(index, key, name)
        elif name_en and words(name_en) and key == joined(fold(name_en)):
            _add_latin(index, words(name_en), name)
    return _finished(index)


def _add(names: Names, key: str, name: Name) -> None:
    if name not in names[key]:
        names[key].append(name)


def _add_han(index: Index, key: str, name: Name) -> None:
    if len(key) >= SHORTEST_SPOKEN:
        _add(index.spoken, spoken(key), name)
    if name.place_id is None:
        return
    stem, kind = split_kind(key)
    for stem_read, kind_read in zip(_readings(stem), _readings(kind), strict=True):
        for ending in (kind_read, KIND_IN_ENGLISH.get(kind, kind_read)):
            if len(stem_read + ending) >= SHORTEST_PINYIN:
                _add(index.romanised, stem_read + ending, name)


@functools.lru_cache(1000)
def _readings(han: str) -> tuple[str, str]:
    """In pinyin, character by character and as the word is read; ü as v."""
    plain = "".join(map(sound, han))
    return plain, "".join(lazy_pinyin(han)) if any(map(has_readings, han)) else plain


def _add_latin(index: Index, name_words: tuple[str, ...], name: Name) -> None:
    _add(index.written, "".join(name_words), name)
    index.latin[name_words].append(name)
    index.by_stem["".join(split_words(name_words)[0])].add(name_words)
    index.vocabulary.update(word for word in name_words if len(word) > 2)


def marks_of_spoken(key: str) -> tuple[str, ...]:
    """The first syllable and the second: one of them is right."""
    return f"1{key[0]}", f"2{key[1]}"


def marks_of_stem(stem: str) -> tuple[str, ...]:
    """The first letter and the last: one of them is right."""
    return f"1{stem[:1]}", f"2{stem[-1:]}"


def _finished(index: Index) -> Index:
    for key in index.spoken:
        for mark in marks_of_spoken(key):
            index.near_spoken[len(key), mark].append(key)
    for stem in index.by_stem:
        for mark in marks_of_stem(stem):
            index.near_stems[len(stem), mark].append(stem)
    index.beginnings = {key[:2] for names in (index.written, index.romanised) for key in names}
    index.longest = max((len(key) for key in index.written), default=0)
    return index


_kept: WeakKeyDictionary[object, Index] = WeakKeyDictionary()


async def kept(tx: Session) -> Index:
    """The index as it was last built; it may be older than the data, see `is_current`."""
    database = network.database_of(tx)
    return _kept.get(database) or await renewed(tx)


async def renewed(tx: Session) -> Index:
    """The index of the data as they are now; a second for 20,000 places, in a thread."""
    index = await asyncio.to_thread(build, await network.all_spellings(tx))
    _kept[network.database_of(tx)] = index
    return index


async def is_current(tx: Session, index: Index, used: set[Name]) -> bool:
    """Whether the names that were used are still in the data, and no newer ones are.

    One query, whatever the size of the data: an import writes new rows with higher ids, or, where
    it took the last ones away, the same ids with another content.
    """
    wanted = used | ({index.newest} if index.newest else set())
    after = index.newest.row_id if index.newest else 0
    return await network.spellings_now(tx, {name.row_id for name in wanted}, after) == wanted
