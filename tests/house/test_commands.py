"""Every command says what it is for, and the page about commands leaves none out."""

import re
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
