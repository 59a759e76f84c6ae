"""Where packages come from is the administrator's word, not the house's."""

import pytest

mirrors = pytest.importorskip("mirrors")


def at(home, **more):
    return {"HOME": str(home), "XDG_CONFIG_DIRS": str(home / "none"), **more}


def configured(home, text):
    (home / ".config/pip").mkdir(parents=True)
    (home / ".config/pip/pip.conf").write_text(text)
    return at(home)


def test_an_index_named_in_pips_file_is_used(tmp_path):
    environ = configured(tmp_path, "[global]\nindex-url = https://mirror.example/simple\n")
    assert mirrors.of_this_machine(environ).index == "https://mirror.example/simple"


def test_the_environment_wins_over_pips_file(tmp_path):
    environ = configured(tmp_path, "[global]\nindex-url = https://old.example/simple\n")
    environ["PIP_INDEX_URL"] = "https://new.example/simple"
    assert mirrors.of_this_machine(environ).index == "https://new.example/simple"


def test_uvs_own_variable_wins_over_pips(tmp_path):
    environ = at(tmp_path, PIP_INDEX_URL="https://pip.example/simple", UV_DEFAULT_INDEX="https://uv.example/simple")
    assert mirrors.of_this_machine(environ).index == "https://uv.example/simple"


def test_a_mirror_on_a_disk_that_is_gone_is_not_asked(tmp_path):
    environ = at(
        tmp_path, PIP_FIND_LINKS=f"{tmp_path / 'gone'} {tmp_path}", PIP_EXTRA_INDEX_URL=f"file://{tmp_path}/gone"
    )
    found = mirrors.of_this_machine(environ)
    assert (found.links, found.extra) == ((str(tmp_path),), ())


def test_a_broken_pip_file_keeps_nobody_out(tmp_path):
    environ = configured(tmp_path, "index-url without a section\n")
    assert mirrors.pip_settings(environ).get("index-url") is None


def test_pips_file_switched_off_is_not_read(tmp_path):
    environ = configured(tmp_path, "[global]\nindex-url = https://mirror.example/simple\n")
    assert mirrors.of_this_machine(environ | {"PIP_CONFIG_FILE": "/dev/null"}).index == ""


def test_uv_never_fetches_a_python_and_trusts_what_the_machine_trusts(tmp_path):
    said = mirrors.for_uv(at(tmp_path))
    assert (said["UV_PYTHON_DOWNLOADS"], said["UV_SYSTEM_CERTS"]) == ("never", "1")
    assert "UV_DEFAULT_INDEX" not in said


def test_uv_is_told_of_pips_wishes(tmp_path):
    said = mirrors.for_uv(
        at(tmp_path, PIP_INDEX_URL="https://m.example/simple", PIP_CERT="/etc/own.pem", PIP_PROXY="http://p:3")
    )
    assert (said["UV_DEFAULT_INDEX"], said["SSL_CERT_FILE"], said["HTTPS_PROXY"]) == (
        "https://m.example/simple",
        "/etc/own.pem",
        "http://p:3",
    )
