"""How others find names, put to the same questions in the same run; who is not installed says so."""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from abrigo.house.names_bench import Search
from abrigo.names import fold, part
from abrigo.names.likeness import romanised

Listed: TypeAlias = Sequence[tuple[int, str]]
_POOL = 1000


def _latin(text: str) -> str:
    """Latin letters for all of them, by our own table, so that no peer loses for want of one."""
    return " ".join(romanised(p.word) for p in part(text))


def rapidfuzz_brute(listed: Listed, _database: str) -> Search:
    """Jaro-Winkler against every name."""
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    names = [_latin(name) for _, name in listed]

    def search(text: str, most: int) -> Sequence[int]:
        found = process.extract(_latin(text), names, scorer=JaroWinkler.similarity, limit=most)
        return [listed[place][0] for _, _, place in found]

    return search


def soundex(listed: Listed, _database: str) -> Search:
    """Daitch-Mokotoff keys of each word, best-covered names first, ordered by Jaro-Winkler."""
    from rapidfuzz.distance import JaroWinkler

    filed: dict[str, list[int]] = defaultdict(list)
    names = [_latin(name) for _, name in listed]
    for place, name in enumerate(names):
        for key in {k for word in name.split() for k in daitch_mokotoff(word)}:
            filed[key].append(place)

    def search(text: str, most: int) -> Sequence[int]:
        asked = _latin(text)
        hits: dict[int, float] = defaultdict(float)
        for word in asked.split():
            places: set[int] = set()
            for key in daitch_mokotoff(word):
                places.update(filed.get(key, ()))
            for place in places:
                hits[place] += 1.0 / (1.0 + len(places) ** 0.5)
        pool = heapq.nlargest(_POOL, hits, key=lambda p: hits[p])
        pool.sort(key=lambda p: (-round(hits[p], 6), -JaroWinkler.similarity(asked, names[p])))
        ranked = heapq.nlargest(most, pool, key=lambda p: hits[p] + JaroWinkler.similarity(asked, names[p]))
        return [listed[p][0] for p in ranked]

    return search


def trigram(listed: Listed, database: str) -> Search:
    """PostgreSQL's pg_trgm with a GiST index; needs --postgres."""
    import psycopg

    if not database:
        raise LookupError("needs --postgres URL")
    link: Any = psycopg.connect(database, autocommit=True)
    link.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    link.execute("DROP TABLE IF EXISTS abrigo_names_bench")
    link.execute("CREATE UNLOGGED TABLE abrigo_names_bench (position int, name text)")
    with link.cursor().copy("COPY abrigo_names_bench FROM STDIN") as copy:
        for position, name in listed:
            copy.write_row((position, _latin(name)))
    link.execute("CREATE INDEX ON abrigo_names_bench USING gist (name gist_trgm_ops(siglen=64))")
    link.execute("ANALYZE abrigo_names_bench")

    def search(text: str, most: int) -> Sequence[int]:
        told = link.execute(
            "SELECT position FROM abrigo_names_bench ORDER BY name <-> %s LIMIT %s", (_latin(text), most)
        )
        return [int(row[0]) for row in told.fetchall()]

    return search


def tantivy_pieces(listed: Listed, _database: str) -> Search:
    """Tantivy over letters in twos and threes."""
    import tantivy

    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(min_gram=2, max_gram=3))
        .filter(tantivy.Filter.lowercase())
        .build()
    )
    schema = (
        tantivy.SchemaBuilder()
        .add_integer_field("position", stored=True)
        .add_text_field("name", tokenizer_name="pieces")
        .build()
    )
    index = tantivy.Index(schema)
    index.register_tokenizer("pieces", analyzer)
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for position, name in listed:
        writer.add_document(tantivy.Document(position=position, name=_latin(name)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(text: str, most: int) -> Sequence[int]:
        words = re.sub(r"[^a-z ]", "", _latin(text))
        pieces = {w[i : i + n] for w in words.split() for n in (2, 3) for i in range(len(w) - n + 1)}
        if not pieces:
            return []
        asked = index.parse_query(" ".join(sorted(pieces)), ["name"])
        return [int(searcher.doc(at)["position"][0]) for _, at in searcher.search(asked, most).hits]

    return search


def opensanctions(listed: Listed, _database: str) -> Search:
    """OpenSanctions' own comparison of persons (logic-v2) over the fifty best by phonetic key."""
    from followthemoney import model
    from nomenklatura.matching import LogicV2

    by_key, names, config = soundex(listed, ""), dict(listed), LogicV2.default_config()

    def person(name: str, number: str) -> Any:
        entity = model.make_entity("Person")
        entity.id = number
        entity.add("name", name)
        return entity

    def search(text: str, most: int) -> Sequence[int]:
        asked = person(text, f"asked {text}")  # its caches go by the id
        pool = by_key(text, 50)
        scores = {p: LogicV2.compare(asked, person(names[p], str(p)), config).score for p in pool}
        # Where it sees no difference the order of the keys stands.
        return sorted(pool, key=lambda p: -scores[p])[:most]

    return search


PEERS: Final = MappingProxyType[str, Callable[[Listed, str], Search]](
    {
        "rapidfuzz": rapidfuzz_brute,
        "soundex": soundex,
        "trigram": trigram,
        "tantivy": tantivy_pieces,
        "opensanctions": opensanctions,
    }
)


# ---- Daitch-Mokotoff soundex, from its published coding chart: letters, code at the start, before a vowel, elsewhere

_CHART = """
ai 0 1 -; aj 0 1 -; ay 0 1 -; au 0 7 -; a 0 - -; b 7 7 7; chs 5 54 54; ch 5/4 5/4 5/4; ck 5/45 5/45 5/45; cz 4 4 4;
csz 4 4 4; czs 4 4 4; cs 4 4 4; c 5/4 5/4 5/4; drz 4 4 4; drs 4 4 4; ds 4 4 4; dsh 4 4 4; dsz 4 4 4; dz 4 4 4;
dzh 4 4 4; dzs 4 4 4; dt 3 3 3; d 3 3 3; ei 0 1 -; ej 0 1 -; ey 0 1 -; eu 1 1 -; e 0 - -; fb 7 7 7; f 7 7 7; g 5 5 5;
h 5 5 -; ia 1 - -; ie 1 - -; io 1 - -; iu 1 - -; i 0 - -; j 1/4 -/4 -/4; ks 5 54 54; kh 5 5 5; k 5 5 5; l 8 8 8;
mn 66 66 66; m 6 6 6; nm 66 66 66; n 6 6 6; oi 0 1 -; oj 0 1 -; oy 0 1 -; o 0 - -; pf 7 7 7; ph 7 7 7; p 7 7 7;
q 5 5 5; rz 94/4 94/4 94/4; rs 94/4 94/4 94/4; r 9 9 9; schtsch 2 4 4; schtsh 2 4 4; schtch 2 4 4; sch 4 4 4;
shtch 2 4 4; shch 2 4 4; shtsh 2 4 4; sht 2 43 43; scht 2 43 43; schd 2 43 43; sh 4 4 4; stch 2 4 4; stsch 2 4 4;
sc 2 4 4; strz 2 4 4; strs 2 4 4; stsh 2 4 4; st 2 43 43; szcz 2 4 4; szcs 2 4 4; szt 2 43 43; shd 2 43 43;
szd 2 43 43; sd 2 43 43; sz 4 4 4; s 4 4 4; tch 4 4 4; ttch 4 4 4; ttsch 4 4 4; th 3 3 3; trz 4 4 4; trs 4 4 4;
tsch 4 4 4; tsh 4 4 4; ts 4 4 4; tts 4 4 4; ttsz 4 4 4; tc 4 4 4; tz 4 4 4; ttz 4 4 4; tzs 4 4 4; tsz 4 4 4; t 3 3 3;
ui 0 1 -; uj 0 1 -; uy 0 1 -; ue 0 - -; u 0 - -; v 7 7 7; w 7 7 7; x 5 54 54; y 1 - -; zdz 2 4 4; zdzh 2 4 4;
zhdzh 2 4 4; zd 2 43 43; zhd 2 43 43; zh 4 4 4; zs 4 4 4; zsch 4 4 4; zsh 4 4 4; z 4 4 4
"""
_CODES = {
    letters: tuple(tuple("" if o == "-" else o for o in one.split("/")) for one in codes)
    for letters, *codes in (rule.split() for rule in _CHART.replace("\n", " ").split(";"))
}
_LONGEST = max(map(len, _CODES))


@lru_cache(maxsize=400_000)
def daitch_mokotoff(word: str) -> tuple[str, ...]:
    """The six-digit codes of one Latin word; more than one where a letter group has two sounds."""
    word, i = "".join(c for c in fold(word) if "a" <= c <= "z"), 0
    found: dict[tuple[str, str], None] = {("", ""): None}
    while i < len(word):
        size = next((n for n in range(_LONGEST, 0, -1) if word[i : i + n] in _CODES), 1)
        case = 0 if i == 0 else 1 if word[i + size : i + size + 1] in tuple("aeiou") else 2
        options = _CODES[word[i : i + size]][case]
        found = {(code + ("" if o == last else o), o): None for code, last in found for o in options}
        i += size
    return tuple(dict.fromkeys((code + "000000")[:6] for code, _ in found)) if word else ()
