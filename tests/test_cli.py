"""The commands of operators: each explains itself, and a wrong setting stops each with its sentence."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from portal.cli import portal
from portal.config import ROOT


def commands(group: click.Group = portal, *above: str) -> list[tuple[str, ...]]:
    """Return the words of every command, groups included."""
    found = []
    for name, command in sorted(group.commands.items()):
        found.append((*above, name))
        if isinstance(command, click.Group):
            found += commands(command, *above, name)
    return found


def test_commands_are_those_promised():
    words = {each[0] for each in commands()}
    assert {"serve", "work", "demo", "user", "import", "routes", "policy"} - words == set()


@pytest.mark.parametrize("words", [(), *commands()], ids=" ".join)
def test_command_explains_itself(words):
    result = CliRunner().invoke(portal, [*words, "--help"], prog_name="python -m portal")
    assert (result.exit_code, result.exception) == (0, None)
    usage, _, explanation = result.output.partition("\n\n")
    assert usage.startswith(" ".join(["Usage: python -m portal", *words]))
    sentence = explanation.strip().splitlines()[0]
    assert sentence[0].isupper()
    assert sentence != "Options:"


@pytest.mark.parametrize("words", [words for words in commands() if words[0] != "messages"], ids=" ".join)
def test_options_are_explained(words):
    command: click.Command = portal
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert [each.name for each in options if not each.help] == []


def test_unknown_command_is_refused():
    result = CliRunner().invoke(portal, ["restart"])
    assert (result.exit_code, "No such command 'restart'" in result.output) == (2, True)


@pytest.mark.parametrize(
    "words", [["routes"], ["policy"], ["migrate"], ["work", "--once"], ["serve"], ["demo", "--yes"]]
)
def test_wrong_setting_stops_a_command_with_its_sentence(tmp_path, words):
    env = {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_PORT": "many", "PORTAL_DATABASE_URL": ""}
    result = CliRunner().invoke(portal, words, env=env)
    assert (result.exit_code, result.output) == (
        1,
        "Error: PORTAL_PORT must be a whole number from 1 to 65535; it is 'many'\n",
    )


def test_program_is_started_by_its_name():
    result = subprocess.run(
        [sys.executable, "-m", "portal", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith("Usage: python -m portal [OPTIONS] COMMAND [ARGS]...")


def test_database_is_migrated_and_nothing_is_left_to_do(tmp_path):
    env = {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_DATABASE_URL": "", "PORTAL_NOW": ""}
    runner = CliRunner()
    assert runner.invoke(portal, ["migrate"], env=env).exit_code == 0
    assert runner.invoke(portal, ["migrate"], env=env).exit_code == 0
    assert runner.invoke(portal, ["user", "list"], env=env).output == ""
    assert runner.invoke(portal, ["work", "--once"], env=env).exit_code == 0
