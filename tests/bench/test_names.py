"""What the bench of names prints is what it counted."""

import gzip
import json
from pathlib import Path

import pytest

from abrigo.house.names_bench import Query, measure, read_index, read_queries, set_name
from abrigo.house.names_command import chosen, main

NAMES = ["Yosef Levi", "Miriam Cohen", "Juan Pérez", "Chaya Goldstein", "Muhammad Abdallah", "Ivan Petrov", "Ruth Katz"]
QUERIES = [
    ("יוסף לוי", "yosef levi", 0),
    ("גולדשטיין חיה", "chaya goldstein", 3),
    ("محمد عبد الله", "muhammad abdallah", 4),
]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    index, queries = tmp_path / "index.tsv.gz", tmp_path / "queries_any.tsv.gz"
    with gzip.open(index, "wt", encoding="utf-8") as out:
        out.writelines(f"{i}\t{n.lower()}\t{n}\n" for i, n in enumerate(NAMES))
    with gzip.open(queries, "wt", encoding="utf-8") as out:
        out.writelines(f"{q}\t{m}\t{i}\n" for q, m, i in QUERIES)
    return index, queries


def test_ranks_are_counted_from_one_and_absence_as_none() -> None:
    found, ranks = measure(lambda text, most: {"a": [7, 3], "b": [1]}[text], [Query("a", "", 3), Query("b", "", 9)])
    assert ranks == [2, 0]
    assert (found.n, found.r1, found.r10, found.mrr) == (2, 0.0, 0.5, 0.25)


def test_files_are_read_as_they_are_given(files: tuple[Path, Path]) -> None:
    index, queries = files
    assert read_index(index)[2] == (2, "Juan Pérez")
    assert read_queries(queries)[0] == Query("יוסף לוי", "yosef levi", 0)
    assert set_name(queries) == "any"


def test_a_smaller_index_keeps_every_target() -> None:
    listed = [(i, str(i)) for i in range(1000)]
    few = chosen(listed, 50, {3, 999})
    assert len(few) == 50
    assert {3, 999} <= {position for position, _ in few}


def test_the_bench_prints_every_figure_it_owes(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    index, queries = files
    assert main(["bench", "--index", str(index), "--queries", str(queries), "--json", "--at-least", "0.9"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"names", "build_s", "build_peak_mb", "open_s", "memory_mb", "model_mb", "sets"} <= set(told)
    assert set(told["sets"]["any"]) == {"n", "r1", "r10", "mrr", "p50_ms", "p99_ms"}
    assert told["sets"]["any"]["r10"] == 1.0
    assert told["model_mb"] <= 12


def test_a_missed_target_is_not_passed_over(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    index, queries = files
    queries.write_bytes(gzip.compress(b"qqqq wwww\tyosef levi\t0\n"))
    assert main(["bench", "--index", str(index), "--queries", str(queries), "--at-least", "0.9"]) == 1
    assert main(["bench", "--index", str(index.with_name("none")), "--queries", str(queries)]) == 2
    capsys.readouterr()


def test_search_and_explain_speak(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "יוסף לוי", "--index", str(files[0]), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["claim"] == "Yosef Levi"
    assert main(["explain", "יוסף לוי", "Yossi Levy"]) == 0
    assert "group" in capsys.readouterr().out
