"""Finding one of 20,000 places in what people write: milliseconds a look-up, and how often right.

Synthetic names with a fixed seed, on SQLite: Chinese, English and pinyin, a twentieth of them twice
in two districts. The goal is a median of at most 5 ms, the check for a newer import included.
"""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pypinyin import lazy_pinyin

from actions import places
from actions.conversation.language import fold
from bench import options, show
from storage import Database, loading, schema, supply_loading

GOAL_MS = 5.0
PLACES = 20_000
HAN = (
    "安宝碧朝晨澄春翠丹德登东鼎福富高阁冠光桂海涵和恒红宏鸿湖华怀欢辉惠济嘉佳建江锦金景静君康兰乐丽利林麟凌柳龙隆鹿"
    "绿茂梅美民明牡南宁鹏平萍蒲启千前强清庆秋泉仁荣瑞润三山尚石书双水顺松泰棠天同桐万望文梧五西溪霞仙香祥晓新星兴秀"
    "旭雅阳瑶叶怡义银英迎永友玉园远月云韵泽长昭振正芝中竹紫祖"
)  # fmt: skip
HAN_KINDS = {
    "路": "Road",
    "街": "Street",
    "巷": "Lane",
    "大道": "Avenue",
    "花园": "Garden",
    "村": "Village",
}
SYLLABLES = ["al", "ash", "bar", "bel", "bran", "bur", "cal", "car", "chel", "clay", "cor", "cran", "dal",
             "dar", "dun", "el", "fair", "fen", "gar", "glen", "hal", "har", "hazel", "ing", "kel", "kin",
             "lan", "lang", "lea", "lin", "lon", "mar", "mel", "mor", "nor", "oak", "orm", "pen", "pem",
             "quen", "rav", "red", "rod", "ros", "sal", "sel", "shel", "sil", "sten", "tar", "thorn", "tor",
             "ul", "ver", "wal", "wen", "win", "wood", "yar"]  # fmt: skip
ENDINGS = [
    "ton",
    "ford",
    "ham",
    "field",
    "ley",
    "wick",
    "worth",
    "by",
    "dale",
    "mere",
    "stead",
    "combe",
]
DISTRICTS = [("东川区", "Anfield District"), ("西原区", "Bexley District"), ("南岭区", "Corby District"),
             ("北港区", "Dover District"), ("中城区", "Epping District")]  # fmt: skip
LOSSY = {"路": "陆", "街": "接", "巷": "向", "村": "春", "大道": "大到", "花园": "花圆"}
NO_PLACE = (
    "我要投诉你们的服务态度，打了三次电话都没有人接，到现在也没有一个说法",
    "这个月电费怎么突然涨了这么多，请帮我查一下是不是抄错表了",
    "the power has been out since last night and nobody picks up the phone",
    "how do I pay my bill online, the app says my session has expired",
)


def invent(chance: random.Random, count: int) -> list[dict[str, Any]]:
    """Places with a Chinese and an English name each; every twentieth name repeats."""
    made: dict[tuple[str, str], None] = {}
    while len(made) < count * 20 // 21:
        stem = "".join(chance.sample(HAN, chance.choice((2, 2, 3))))
        kind = chance.choice(list(HAN_KINDS))
        first = chance.choice(SYLLABLES) + chance.choice(SYLLABLES) + chance.choice(ENDINGS)
        made[stem + kind, f"{first.title()} {HAN_KINDS[kind]}"] = None
    names = list(made)
    names += chance.sample(names, count - len(names))
    seen: dict[tuple[str, str], int] = {}
    rows = []
    for number, (name, name_en) in enumerate(names):
        turn = seen[name, name_en] = seen.get((name, name_en), -1) + 1
        district, district_en = DISTRICTS[turn % 5]
        kind = "street"
        rows.append({"code": f"P{number}", "kind": kind, "name": name, "name_en": name_en,
                     "district": district, "district_en": district_en})  # fmt: skip
    return rows


async def fill(db: Database, rows: list[dict[str, Any]]) -> dict[str, set[int]]:
    """Stores the places; the ids of each name."""
    await schema.upgrade(db)
    async with db.transaction() as tx:
        for chunk in loading.chunks(rows):
            await loading.upsert_places(tx, chunk)
        ids = await loading.place_ids(tx)
        ways = {
            ids[row["code"]]: {
                fold(w) for w in (row["name"], row["name_en"], row["district"] + row["name"])
            }
            for row in rows
        }
        await supply_loading.set_place_spellings(tx, ways)
    named: dict[str, set[int]] = {}
    for row in rows:
        for name in (row["name"], row["name_en"]):
            named.setdefault(name, set()).add(ids[row["code"]])
    return named


def misheard(row: dict[str, Any], _chance: random.Random) -> str:
    """The kind of the place written with another character of its sound."""
    kind = next(k for k in sorted(LOSSY, key=len, reverse=True) if row["name"].endswith(k))
    return f"{row['name'].removesuffix(kind)}{LOSSY[kind]}12号"


def mistyped(row: dict[str, Any], chance: random.Random) -> str:
    """A letter of the first word left out, not the first or last."""
    word, kind = row["name_en"].split()
    at = chance.randrange(1, len(word) - 1)
    return f"12 {word[:at]}{word[at + 1 :]} {kind}"


def in_pinyin(row: dict[str, Any], _chance: random.Random) -> str:
    """In letters, with the number."""
    return " ".join(lazy_pinyin(row["name"])) + " 12 hao"


KINDS: dict[str, Callable[[dict[str, Any], random.Random], str]] = {
    "Chinese, exact": lambda row, _c: f"{row['name']}12号",
    "Chinese, in a sentence": lambda row, _c: f"你好，我在{row['name']}12号楼下，从昨晚到现在一直没电，什么时候能修好",
    "English, exact": lambda row, _c: f"12 {row['name_en']}",
    "English, in a sentence": lambda row, _c: f"hello, is there a power cut at 12 {row['name_en']}, we have had no light since 7pm",
    "Chinese, homophone": misheard,
    "English, misspelt": mistyped,
    "pinyin": in_pinyin,
    "no place, in a sentence": lambda _row, chance: chance.choice(NO_PLACE),
    "unknown place": lambda _row, chance: f"{''.join(chance.sample('鑫淼焱垚犇骉羴猋', 2))}路12号",
}  # fmt: skip


async def run(quick: bool) -> dict[str, Any]:
    """The figures of each kind of text, and how long the index takes."""
    chance = random.Random(3)
    rows = invent(chance, PLACES)
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'places.db'}")
        named = await fill(db, rows)
        async with db.reading() as tx:
            work: Any = SimpleNamespace(tx=tx)
            started = time.perf_counter()
            await places.find(work, rows[0]["name"])
            built = time.perf_counter() - started
            count = 100 if quick else 1000
            kinds = [await measure(work, kind, rows, named, chance, count) for kind in KINDS]
        await db.close()
    medians = [kind["p50_ms"] for kind in kinds]
    return {"places": len(rows), "index_seconds": built, "goal_ms": GOAL_MS, "kinds": kinds,
            "worst_median_ms": max(medians)}  # fmt: skip


async def measure(
    work: Any, kind: str, rows: list[dict[str, Any]], named: dict[str, set[int]],
    chance: random.Random, count: int,
) -> dict[str, Any]:  # fmt: skip
    """Looks up `count` texts of a kind."""
    times, first, three, wrong = [], 0, 0, 0
    for row in chance.sample(rows, count):
        text, language = KINDS[kind](row, chance), "name_en" if "English" in kind else "name"
        wanted = set() if "no place" in kind or "unknown" in kind else named[row[language]]
        started = time.perf_counter()
        found = await places.find(work, text)
        times.append(1000 * (time.perf_counter() - started))
        ids = [spot.place_id for spot in found]
        first += ids[: len(wanted)] == sorted(wanted) if wanted else not ids
        three += bool(set(ids[:3]) & wanted) if wanted else not ids
        wrong += len(ids) == 1 and not set(ids) <= wanted
    times.sort()
    return {"kind": kind, "count": count, "p50_ms": statistics.median(times),
            "p95_ms": times[int(0.95 * count)], "top_1": first / count, "top_3": three / count,
            "wrong_for_certain": wrong / count}  # fmt: skip


def table(result: dict[str, Any]) -> str:
    """The figures, a line for each kind of text."""
    lines = [
        f"{result['places']:,} places; the index takes {result['index_seconds']:.1f} s, once",
        f"{'text':<26}{'p50 ms':>8}{'p95 ms':>8}{'top-1':>8}{'top-3':>8}{'wrong for certain':>19}",
    ]
    lines += [
        f"{k['kind']:<26}{k['p50_ms']:>8.2f}{k['p95_ms']:>8.2f}{k['top_1']:>8.3f}{k['top_3']:>8.3f}"
        f"{k['wrong_for_certain']:>19.3f}"
        for k in result["kinds"]
    ]
    lines.append(
        f"goal: median at most {result['goal_ms']:.0f} ms; worst {result['worst_median_ms']:.2f}"
    )
    return "\n".join(lines)


def main() -> None:
    """Prints the table, or JSON."""
    chosen = options(__doc__).parse_args()
    result = asyncio.run(run(chosen.quick))
    show(chosen.json, result, table)


if __name__ == "__main__":
    main()
