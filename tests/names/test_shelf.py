"""What was laid down answers like what was just said, and survives being cut off in the middle of a write."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from abrigo.names import Index
from abrigo.names.files import read_arrays, read_model, shipped_model, write_arrays, write_model
from abrigo.names.index import _claims

GIVEN = [
    "Yosef",
    "Moshe",
    "Chaim",
    "Miriam",
    "Sara",
    "Rivka",
    "Maria",
    "Jose",
    "Juan",
    "Ana",
    "Fatima",
    "Ahmad",
    "Ivan",
]
FAMILY = [
    "Levi",
    "Cohen",
    "Weiss",
    "García",
    "López",
    "Pérez",
    "Haddad",
    "Petrov",
    "Stern",
    "Katz",
    "Al Aridi",
    "De León",
]


def names(many: int) -> list[tuple[int, str]]:
    chance = random.Random(5)
    syllables = ["ba", "ro", "mi", "shta", "kel", "von", "zu", "ter", "li", "gar", "dov", "nes"]
    made = [
        f"{chance.choice(GIVEN)} {''.join(chance.choices(syllables, k=3)).title()} {chance.choice(FAMILY)}"
        for _ in range(many)
    ]
    return list(enumerate(made))


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("names") / "names.index"
    index = Index(None)
    index.add("L-1", ["יוסף לוי", "Jose Levi"], age=9, sex="m")
    index._lay_down([*index._said, *_claims(names(3000))])
    index.save(path)
    return path


def test_an_opened_index_finds_what_was_laid_down(laid: Path) -> None:
    index = Index.open(laid, model=None)
    assert len(index) == 3001
    found = index.search("Yossi Levy")[0]
    assert (found.id, found.claim) == ("L-1", "Jose Levi") or found.score > 0.85
    assert index.search("יוסף לוי", age=9)[0].age_fits is True
    for number, name in names(3000)[:200:20]:
        assert number in [c.id for c in index.search(name)]


def test_what_is_said_later_is_found_beside_what_was_laid_down(laid: Path) -> None:
    index = Index.open(laid, model=None)
    index.add("L-2", "Zusha Abramovitch")
    assert index.search("זושא אברמוביץ'")[0].id == "L-2"
    assert index.search("יוסף לוי")[0].id == "L-1"
    index.add("L-1", "Pepe Lewi")
    found = index.search("Pepe Lewi")[0]
    assert (found.id, found.claim_number) == ("L-1", 2)


def test_who_was_removed_is_gone_from_the_next_file_too(laid: Path, tmp_path: Path) -> None:
    index = Index.open(laid, model=None)
    assert index.remove("L-1")
    assert "L-1" not in [c.id for c in index.search("יוסף לוי")]
    index.save(tmp_path / "next.index")
    again = Index.open(tmp_path / "next.index", model=None)
    assert "L-1" not in [c.id for c in again.search("יוסף לוי")]
    assert len(again) == 3000


def test_both_shelves_give_the_same_answers() -> None:
    listed = names(600)
    growing, frozen = Index.build(listed, model=None), Index(None)
    frozen._lay_down(list(_claims(listed)))
    for asked in ["Yossi Levy", "חיים כהן", "Мария Лопес", "Josef Garsia", "Al-Aridi Ahmed"]:
        one = [(c.claim, c.score) for c in growing.search(asked, limit=3)]
        other = [(c.claim, c.score) for c in frozen.search(asked, limit=3)]
        assert one[0][1] == other[0][1]


def test_half_a_file_is_refused(laid: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.index"
    torn.write_bytes(laid.read_bytes()[: laid.stat().st_size // 2])
    with pytest.raises(ValueError):
        read_arrays(torn)
    torn.write_bytes(b"something else")
    with pytest.raises(ValueError):
        read_arrays(torn)


def test_a_write_cut_short_leaves_the_old_file(laid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "names.index"
    path.write_bytes(laid.read_bytes())
    before = path.read_bytes()

    def cut(self: Path, target: Path) -> Path:
        raise OSError("the light went out")

    monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises(OSError, match="light"):
        write_arrays(read_arrays(laid), path)
    assert path.read_bytes() == before


def test_ids_other_than_numbers_and_text_are_not_laid_down(tmp_path: Path) -> None:
    index = Index(None)
    index.add(("a", 1), "Yosef Levi")
    with pytest.raises(TypeError):
        index.save(tmp_path / "names.index")


@pytest.mark.skipif(shipped_model() is None, reason="the model file was taken out of the package")
def test_the_model_written_again_is_the_same_to_the_bit(tmp_path: Path) -> None:
    model = shipped_model()
    assert model is not None
    write_model(model, tmp_path / "one.npz")
    write_model(read_model(tmp_path / "one.npz"), tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert (tmp_path / "one.npz").stat().st_size <= 12_000_000


def test_an_index_is_not_opened_with_a_model_it_was_not_built_with(laid: Path) -> None:
    with pytest.raises(ValueError, match="another model"):
        Index.open(laid)


def test_a_save_that_is_killed_leaves_the_old_index_whole(tmp_path: Path) -> None:
    """kill -9 in the middle of saves, again and again: what is on disk always opens and finds."""
    path = tmp_path / "names.index"
    index = Index(None)
    index.add("L-001", "Yosef Levi")
    index.save(path)
    saves = (
        "import sys\nfrom pathlib import Path\nfrom abrigo.names import Index\nindex = Index.open(Path(sys.argv[1]), model=None)\n"
        "print('up', flush=True)\nn = 0\nwhile True:\n    n += 1\n    index.add(f'N-{n}', f'Maria Lopez {n}')\n    index.save(Path(sys.argv[1]))\n"
    )
    for wait in (0.0, 0.011, 0.023, 0.037):
        child = subprocess.Popen([sys.executable, "-c", saves, str(path)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(wait)
        child.kill()
        child.wait()
        child.stdout.close()
        found = Index.open(path, model=None).search("יוסף לוי")
        assert found[0].id == "L-001"


def test_a_registration_is_searchable_at_once_beside_what_was_laid_down(laid: Path) -> None:
    index = Index.open(laid, model=None)
    index.add("new", "Zebulon Quartz")
    assert index.search("זבולון קוורץ")[0].id == "new"
