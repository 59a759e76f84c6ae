"""Registers laid beside each other: found across scripts and mistakes, nothing decided, the same on every engine."""

import json
import math

import pytest

duckdb = pytest.importorskip("duckdb", reason="linkage is an extra: requirements/linkage.in")
pytest.importorskip("pyarrow")
pytest.importorskip("pandas")

from abrigo.exchange.linkage import clusters, learning  # noqa: E402
from abrigo.exchange.linkage import model as models  # noqa: E402
from abrigo.exchange.linkage.engines import InDuckDB  # noqa: E402
from abrigo.exchange.linkage.link import link  # noqa: E402
from abrigo.exchange.linkage.model import Field, Kind, Model, Weighed  # noqa: E402
from abrigo.exchange.linkage.prepare import Register  # noqa: E402
from abrigo.house.benches.linkage import households  # noqa: E402
from abrigo.house.link_command import main  # noqa: E402

FIELDS = [Field("given", Kind.NAME, "given", "given"), Field("surname", Kind.NAME, "surname", "surname"),
          Field("age", Kind.AGE, "age", "age"), Field("sex", Kind.SAME, "sex", "sex")]  # fmt: skip


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("homes")
    for name, table in zip("ab", households(150), strict=True):
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


def linked(folder, out, **told):
    local = InDuckDB(folder, threads=2)
    from abrigo.exchange.linkage.prepare import load

    load(local.con, "t0", folder / "a.csv")
    load(local.con, "t1", folder / "b.csv")
    home = told.pop("home", "household")
    done = link(local, local.con, Register("t0", "id", home), Register("t1", "id", home), FIELDS, out,
                once=(True, True), **told)  # fmt: skip
    rows = {(a, b): w for a, b, w in local.rows("SELECT l, r, together FROM found")}
    keys = [dict(local.con.execute(f"SELECT id, key FROM ready_{s}").fetchall()) for s in ("left", "right")]
    local.close()
    return done, {(keys[0][a], keys[1][b]): w for (a, b), w in rows.items()}


def sure(found):
    return {(a, b) for (a, b), w in found.items() if w > math.log(99)}


def test_children_are_found_again_with_surnames_withheld_and_next_to_none_wrongly(homes, tmp_path):
    done, found = linked(homes, tmp_path)
    told = sure(found)
    right = {(a, b) for a, b in told if a[1:] == b[1:]}
    assert len(right) > 150
    assert len(right) / len(told) > 0.95
    assert 0 < done.model.prior < 0.02


def test_two_scripts_meet_and_who_withheld_a_name_meets_nobody(tmp_path):
    (tmp_path / "a.csv").write_text(
        "id,given,surname,age,sex,household\n1,Yosef,Goldstein,9,m,\n2,no quiso decir,desconocido,9,m,\n3,Malka,Levi,7,f,\n",
        encoding="utf-8",
    )
    others = "".join(f"{n},{g},{s},{n % 17},f,\n" for n, (g, s) in enumerate(
        [("Ana", "Morales"), ("Inés", "Tzul"), ("Rut", "Pérez"), ("Sara", "Caal"), ("Lidia", "Ramos")] * 4, 10))  # fmt: skip
    (tmp_path / "b.csv").write_text(
        f"id,given,surname,age,sex,household\n7,יוסף,גולדשטיין,9,m,\n8,NN,withheld,9,m,\n9,מלכה,לוי,7,f,\n{others}",
        encoding="utf-8",
    )
    _, found = linked(tmp_path, tmp_path, home="")
    best = max(found, key=found.get)
    assert best in {("1", "7"), ("3", "9")}
    assert {("1", "7"), ("3", "9")} <= set(found)
    assert ("2", "8") not in found or found["2", "8"] < found["1", "7"]


def test_what_nobody_said_weighs_exactly_nothing(homes, tmp_path):
    linked(homes, tmp_path, home="")
    engine = InDuckDB(tmp_path)
    for side in ("left", "right"):
        engine.take(f"ready_{side}", tmp_path / f"{side}.parquet")
    assert engine.rows("SELECT count(*) FROM ready_left WHERE surname IS NULL")[0][0] > 50
    from abrigo.exchange.linkage import weighing

    even = Model(
        tuple(FIELDS), tuple(Weighed((0.1, *([0.9 / n] * n)), (0.9, *([0.1 / n] * n))) for n in (4, 4, 4, 1)), 0.5
    )
    engine.make("likeness", "SELECT l.id AS l, r.id AS r, -1 AS given, -1 AS surname, -1 AS age, -1 AS sex "
                            "FROM ready_left l JOIN ready_right r ON l.id = r.id")  # fmt: skip
    for name in ("given", "surname", "sex"):
        engine.make(
            f"rare_{name}", f"SELECT {name} AS v, 3.0 AS more FROM ready_left WHERE {name} IS NOT NULL GROUP BY {name}"
        )
    engine.make("weighed", weighing.scored(even, "likeness", prior=0.0))
    assert engine.rows("SELECT min(weight), max(weight) FROM weighed") == [(0.0, 0.0)]


def test_more_alike_never_weighs_less(homes, tmp_path):
    done, _ = linked(homes, tmp_path, home="")
    for one in done.model.weighed:
        assert all(b >= a - 1e-9 for a, b in zip(one.weights(), one.weights()[1:], strict=False))


def test_a_model_is_read_back_as_it_was_and_another_file_is_refused(homes, tmp_path):
    done, _ = linked(homes, tmp_path)
    models.write(done.model, tmp_path / "model.json")
    assert models.read(tmp_path / "model.json") == done.model
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="no linkage model"):
        models.read(tmp_path / "other.json")


def test_one_strong_likeness_does_not_bind_groups_that_contradict_each_other():
    pairs = [(1, 2, 8.0), (2, 3, 8.0), (1, 3, 8.0), (4, 5, 8.0), (3, 4, 6.0), (1, 4, -8.0), (2, 4, -8.0), (1, 5, -8.0)]
    assert sorted(clusters.grown(pairs)) == [[1, 2, 3], [4, 5]]


def test_two_who_never_met_are_brought_together_by_the_third():
    moved = {(a, b): w for a, b, w in clusters.together([(1, 2, 8.0), (2, 3, 8.0)], stop=-1.0)}
    assert moved[1, 3] > -3.0


def test_the_curve_never_falls_and_is_never_certain():
    curve = learning.rising_curve([-3, -2, -1, 0, 1, 2, 3], [False, True, False, False, True, True, True])
    shares = [y for _, y in curve]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1


def test_the_command_writes_pairs_model_and_pictures_and_merges_nothing(homes, tmp_path, capsys):
    fields = ["given=name", "surname=name", "age=age", "sex=same"]
    asked = [w for f in fields for w in ("--field", f)]
    told = [
        "link",
        str(homes / "a.csv"),
        str(homes / "b.csv"),
        *asked,
        "--once",
        "both",
        "--out",
        str(tmp_path / "out"),
        "--json",
    ]
    assert main(told[1:]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["written"] > 100
    assert {"pairs.csv", "model.json", "weights.svg", "waterfall-sure.svg"} <= {
        p.name for p in (tmp_path / "out").iterdir()
    }
    about = models.read(tmp_path / "out" / "model.json").about
    assert set(about["files"]) == {"a.csv", "b.csv"}
    assert all(len(digest) == 64 for digest in about["files"].values())


def test_a_field_nobody_knows_how_to_compare_is_named(homes, tmp_path, capsys):
    asked = ["--field", "faith=creed", "--out", str(tmp_path)]
    assert main([str(homes / "a.csv"), str(homes / "b.csv"), *asked]) == 2
    assert "kinds: name, date, code, text, age, same" in capsys.readouterr().err


def test_what_a_child_is_called_at_home_meets_the_name_in_the_papers(tmp_path):
    from abrigo.exchange.linkage.likeness import given

    assert set(given("yossi")) & set(given("joseph"))
    assert set(given("bill")) & set(given("william"))
    assert given("xqzt") == ()
    papers, home = tmp_path / "papers.csv", tmp_path / "home.csv"
    papers.write_text("id,given,surname,born\n1,william,okonjo,1990-03-04\n2,frances,abara,1988-02-07\n")
    home.write_text("id,given,surname,born\n9,billy,okonjo,\n8,xqzt,abara,\n")
    assert {("1", "9")} <= met(papers, home, tmp_path)


def met(left, right, tmp_path):
    """Who is laid beside whom, by their own ids."""
    from abrigo.exchange.linkage.engines import InDuckDB
    from abrigo.exchange.linkage.link import link
    from abrigo.exchange.linkage.model import Field, Kind
    from abrigo.exchange.linkage.prepare import Register, load

    engine = InDuckDB(tmp_path, threads=1)
    load(engine.con, "t0", left)
    load(engine.con, "t1", right)
    kinds = {"given": Kind.NAME, "surname": Kind.NAME, "born": Kind.DATE}
    fields = [Field(n, k, n, n) for n, k in kinds.items()]
    link(engine, engine.con, Register("t0", "id"), Register("t1", "id"), fields, tmp_path)
    return {(a, b) for a, b in engine.rows(
        "SELECT a.key, b.key FROM found f JOIN ready_left a ON a.id = f.l JOIN ready_right b ON b.id = f.r"
    )}  # fmt: skip


def test_equal_odds_have_one_probability_in_whatever_order_they_came():
    from abrigo.exchange.linkage.learning import rising_curve

    assert rising_curve([1.0] * 4, [False, False, True, True]) == rising_curve([1.0] * 4, [True, False, True, False])


def test_a_group_says_of_a_stranger_what_all_of_it_says_and_no_two_strangers_are_lumped_together():
    from abrigo.exchange.linkage.clusters import together

    trio = [(1, 2, 8.0), (2, 3, 8.0), (1, 3, 8.0)]
    told = {(a, b): w for a, b, w in together([*trio, (1, 4, 0.5), (1, 5, -4.0)], stop=0.0)}
    assert told[1, 4] > told[1, 5]
    assert told[1, 4] < 0.5


BAD = {
    "empty.csv": (b"", "no line"),
    "heading.csv": (b"id,given\n", "no line"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0" * 40, "no"),
    "column.csv": (b"id,nombre\n1,Ana\n", "has no column 'given'; it has 'id', 'nombre'"),
    "numberless.csv": (b"num,given\n1,Ana\n", "has no column 'id'"),
    "notable.parquet": (b"PAR1 not at all", "no table can be read"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_linked_is_named_in_one_sentence(name, tmp_path, capsys):
    raw, said = BAD[name]
    (tmp_path / name).write_bytes(raw)
    good = tmp_path / "good.csv"
    good.write_text("id,given\n1,Ana\n2,Eva\n")
    told = [str(tmp_path / name), str(good), "--field", "given=name", "--out", str(tmp_path / "out")]
    assert main(told) == 2
    words = capsys.readouterr().err
    assert said in words
    assert words.count("\n") == 1


@pytest.mark.parametrize("letters", ["cp1255", "utf-16", "utf-8"])
def test_a_register_in_old_letters_is_read_and_its_letters_are_told(letters, tmp_path):
    from abrigo.exchange.linkage.prepare import in_utf8

    told = "id,given,surname\n" + "".join(f"{n},יוסף,לוי\n" for n in range(40))
    path = tmp_path / "o'ld.csv"  # a quote in a name ends no sentence
    path.write_bytes(told.encode(letters))
    readable, said = in_utf8(path, tmp_path)
    assert readable.read_text(encoding="utf-8").lstrip("\ufeff") == told
    assert said == ("" if letters == "utf-8" else letters)


def test_who_withheld_said_nothing_or_wrote_a_smiley_meets_nobody(tmp_path):
    left, right = tmp_path / "l.csv", tmp_path / "o'r.csv"
    nothing = ["NN", "desconocido", "no quiso decir", "🙂", "\u200b", "123", ""]
    rows = "".join(f"{n},{said},,\n" for n, said in enumerate(nothing))
    left.write_text(f"id,given,surname,born\n{rows}")
    right.write_text(f"id,given,surname,born\n{rows}99,{'a' * 400},x,\n98,b,c,\n")
    assert met(left, right, tmp_path) == set()
