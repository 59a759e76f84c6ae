"""The one tool fetched by hand is checked before it is run."""

import hashlib
import zipfile

import pytest

uv_tool = pytest.importorskip("uv_tool")
speaking = pytest.importorskip("speaking")


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """A mirror on this disk that offers one wheel of uv 1.2.3, and the requirements that pin it."""
    monkeypatch.setattr(uv_tool, "fits_here", lambda name: "manylinux" in name)
    shelf, requirements = tmp_path / "simple/uv", tmp_path / "requirements"
    shelf.mkdir(parents=True)
    requirements.mkdir()
    wheel = shelf / "uv-1.2.3-py3-none-manylinux_2_17_x86_64.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("uv-1.2.3.data/scripts/uv", "#!/bin/sh\necho uv 1.2.3\n")
    (shelf / "index.html").write_text(
        f'<a href="uv-1.2.2-py3-none-manylinux.whl">old</a><a href="{wheel.name}#sha256=x">new</a>'
    )
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (requirements / "uv.txt").write_text(f"uv==1.2.3 \\\n    --hash=sha256:{digest}\n")
    environ = {
        "HOME": str(tmp_path),
        "PIP_EXTRA_INDEX_URL": f"file://{tmp_path}/simple",
        "PIP_INDEX_URL": f"file://{tmp_path}/simple",
    }
    return tmp_path, requirements, wheel, environ


def test_a_wheel_with_the_pinned_hash_is_unpacked_and_may_be_run(mirror):
    room, requirements, _, environ = mirror
    assert uv_tool.by_hand(room / "state/uv", requirements, environ)
    assert (room / "state/uv").read_text().startswith("#!/bin/sh")
    assert (room / "state/uv").stat().st_mode & 0o111


def test_a_wheel_with_another_hash_is_thrown_away(mirror, capsys):
    room, requirements, wheel, environ = mirror
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("extra", "somebody was here")
    assert not uv_tool.by_hand(room / "state/uv", requirements, environ)
    assert not (room / "state/uv").exists()
    assert "not the file that was pinned" in capsys.readouterr().err


def test_an_index_that_does_not_answer_is_passed_over(mirror, capsys):
    room, requirements, _, environ = mirror
    environ |= {"PIP_EXTRA_INDEX_URL": "", "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    assert not uv_tool.by_hand(room / "state/uv", requirements, environ)
    assert "did not answer" in capsys.readouterr().err


def test_an_index_page_is_read_in_either_form():
    as_json = b'{"files": [{"filename": "uv-1-x.whl", "url": "../../f/uv-1-x.whl"}]}'
    as_html = b'<a href="../../f/uv-1-x.whl#sha256=00">uv</a>'
    expected = [("uv-1-x.whl", "https://m.example/f/uv-1-x.whl")]
    assert uv_tool.listed(as_json, "application/vnd.pypi.simple.v1+json", "https://m.example/simple/uv/") == expected
    assert uv_tool.listed(as_html, "text/html", "https://m.example/simple/uv/") == expected


def test_requirements_that_pin_nothing_stop_the_bootstrap(tmp_path):
    (tmp_path / "uv.txt").write_text("# empty\n")
    with pytest.raises(speaking.Stop, match="does not pin uv"):
        uv_tool.pinned(tmp_path)
