"""The commands of operators about accounts."""

from __future__ import annotations

from click.testing import CliRunner

from portal import cli


def test_account_by_command(tmp_path):
    runner = CliRunner(env={"PORTAL_INSTANCE": str(tmp_path), "PORTAL_DATABASE_URL": "", "PORTAL_NOW": ""})
    first = ["user", "create", "somchai", "--name", "สมชาย ใจดี", "--unit", "สพส.", "--role", "administrator"]
    refused = runner.invoke(cli.portal, first)
    assert (refused.exit_code, refused.output) == (1, "Error: ไม่พบหน่วยที่มีอักษรย่อ “สพส.”\n")
    made = runner.invoke(cli.portal, [*first, "--new-agency", "สำนักพัฒนาสังคม"])
    assert made.exit_code == 0
    assert made.output.splitlines()[0] == "user name: somchai"
    password = made.output.splitlines()[1].removeprefix("password:  ")
    assert len(password) == 19
    listed = runner.invoke(cli.portal, ["user", "list"])
    assert listed.output == "somchai\tin use\tสพส.\tadministrator@สพส.\tสมชาย ใจดี\n"
    assert password not in runner.invoke(cli.portal, ["user", "password", "somchai"]).output
    assert runner.invoke(cli.portal, ["user", "disable", "somchai"]).output == "somchai cannot sign in any more\n"
    assert "disabled" in runner.invoke(cli.portal, ["user", "list"]).output
