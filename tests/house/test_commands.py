"""Every command says what it is for, and the page about commands leaves none out."""

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from abrigo.house.__main__ import COMMANDS, main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
PREPARED_BY_THE_ENTRY = {"test", "check", "lock", "setup", "help"}  # tools/bootstrap.py answers these itself


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_says_how_it_is_used_and_does_nothing_else(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    said = capsys.readouterr()
    assert ended.value.code == 0
    assert f"usage: ./abrigo {command}" in said.out
    assert said.err == ""


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_states_its_exit_codes(command):
    module = import_module(COMMANDS[command][0])
    stated = f"{module.__doc__} {module.main.__doc__}"
    assert re.search(r"\b0\b", stated) or "exit code" in stated


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_asked_wrongly_answers_two(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--no-such-word"])
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_the_page_leaves_no_command_out_and_invents_none():
    named = set(re.findall(r"`\./abrigo ([a-z-]+)", PAGE))
    assert set(COMMANDS) | {"test", "check", "lock"} <= named
    assert named <= set(COMMANDS) | PREPARED_BY_THE_ENTRY


def test_the_entrys_own_help_names_every_command_and_no_other():
    entry = (ROOT / "tools" / "bootstrap.py").read_text(encoding="utf-8")
    told = re.search(r'HELP = """(.*?)"""', entry, re.DOTALL)
    assert told is not None
    own = set(re.findall(r"\./abrigo ([a-z-]+)", told[1]))
    others = set(told[1].rsplit("--help:", 1)[1].split())
    assert own | others == set(COMMANDS) | PREPARED_BY_THE_ENTRY - {"help"}


def test_a_command_nobody_knows_is_refused_and_the_list_is_offered(capsys):
    assert main(["escape"]) == 2
    assert "./abrigo help" in capsys.readouterr().err


def test_every_option_the_page_names_is_one(capsys):
    """An option that went away would be typed at two in the morning."""
    known = "--upgrade --upgrade-package --sqlite --postgres --fix --help"
    for command in COMMANDS:
        with pytest.raises(SystemExit):
            main([command, "--help"])
    for part in ("search", "explain", "bench", "train"):
        with pytest.raises(SystemExit):
            main(["names", part, "--help"])
    known += capsys.readouterr().out
    options = {o for span in re.findall(r"`([^`\n]+)`", PAGE) for o in re.findall(r"--[a-z][a-z-]*", span)}
    assert {o for o in options if not re.search(re.escape(o) + r"(?![a-z-])", known)} == set()


def run(*words, home):
    env = {**os.environ, "ABRIGO_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    env = {k: v for k, v in env.items() if k not in ("ABRIGO_DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return subprocess.run([sys.executable, "-m", "abrigo.house", *words], env=env, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=120, check=False)  # fmt: skip


def test_a_house_that_was_never_started_is_said_in_a_sentence(tmp_path):
    ended = run("key", "somebody", "--name", "x", "--until", "2026-01-01T00:00Z", home=tmp_path)
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.startswith("abrigo: there is no house here yet")
    assert "Traceback" not in ended.stderr


def test_a_file_that_is_not_there_is_named_and_not_a_traceback(tmp_path):
    ended = run("backup", str(tmp_path / "b"), "--passphrase-file", str(tmp_path / "nowhere"), home=tmp_path)
    assert ended.returncode == 3
    assert "nowhere" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_fresh_demonstration_throws_away_nothing_but_a_demonstration(tmp_path):
    (tmp_path / "thesis.txt").write_text("ten years")
    ended = run("demo", "--home", str(tmp_path), "--fresh", "--no-serve", home=tmp_path / "x")
    assert ended.returncode == 3
    assert (tmp_path / "thesis.txt").read_text() == "ten years"


def test_a_scenario_nobody_wrote_is_said_in_a_sentence(tmp_path):
    ended = run("demo", "--home", str(tmp_path / "d"), "--scenario", "nope", "--no-serve", home=tmp_path / "x")
    assert ended.returncode == 3
    assert "docs/scenarios.md" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("screenshots", "--only", "nope"),
        ("verify", "nowhere.abrigo"),
        ("witness", "--log", "x", "--with", "http://127.0.0.1:1"),
        ("key", "somebody", "--until", "tomorrow"),
    ],
)
def test_a_word_that_means_nothing_is_asked_wrongly(words, tmp_path):
    ended = run(*words, home=tmp_path)
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
