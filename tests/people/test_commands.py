"""The commands of operators about accounts."""

from __future__ import annotations

from click.testing import CliRunner

from portal import cli
from tests.people.test_imports import workbook


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


def test_staff_list_by_command_is_shown_then_written(tmp_path):
    runner = CliRunner(env={"PORTAL_INSTANCE": str(tmp_path), "PORTAL_DATABASE_URL": "", "PORTAL_NOW": ""})
    make = ["user", "create", "admin", "--name", "ผู้ดูแล", "--unit", "สพส.", "--new-agency", "สำนักพัฒนาสังคม"]
    assert runner.invoke(cli.portal, make).exit_code == 0
    file = tmp_path / "รายชื่อ.xlsx"
    file.write_bytes(workbook(["นาย ก", "", "ลูกจ้าง", "สพส.", "", "kk"]).getvalue())
    shown = runner.invoke(cli.portal, ["import", str(file), "--unit", "สพส."])
    assert shown.output.splitlines() == [
        "แถวที่  ผลตรวจสอบ  ชื่อผู้ใช้  ชื่อ-นามสกุล  ส่วนราชการ  รายละเอียด",
        "2     เพิ่มใหม่     kk     นาย ก      สพส.",
        "",
        "เพิ่มใหม่ 1",
        "แก้ไข 0",
        "ไม่เปลี่ยน 0",
        "ไม่พบส่วนราชการ 0",
        "ซ้ำ 0",
        "ข้อมูลไม่ถูกต้อง 0",
        "ใช้งานอยู่แต่ไม่มีในไฟล์ 1",
        "Nothing was written: add --apply to write it.",
    ]
    assert "kk" not in runner.invoke(cli.portal, ["user", "list"]).output
    assert runner.invoke(cli.portal, ["import", str(file), "--unit", "สพส.", "--apply"]).exit_code == 0
    assert "kk" in runner.invoke(cli.portal, ["user", "list"]).output
    file.write_bytes(workbook(["นาย ข", "", "เทวดา", "กองอื่น", "", "k2"]).getvalue())
    refused = runner.invoke(cli.portal, ["import", str(file), "--unit", "สพส.", "--apply"])
    assert refused.exit_code == 1
    assert "ประเภทบุคลากร: ประเภทบุคลากรต้องเป็น ข้าราชการ หรือ ลูกจ้าง" in refused.output
    assert runner.invoke(cli.portal, ["import", str(file), "--unit", "ไม่มี"]).exit_code == 1
