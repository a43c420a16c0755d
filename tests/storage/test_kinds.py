"""What a file is, by its content: the real samples pass, every disguise and defect is refused by name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from portal.errors import RuleBroken
from portal.storage.kinds import inspect_file

FILES = Path(__file__).parent.parent / "files"
DOCX = FILES / "บันทึกข้อความ.docx"
PDF = FILES / "รายงานผลเดือนธันวาคม 2569.pdf"
JPG = FILES / "ภาพกิจกรรม.jpg"
REAL = sorted(path for path in FILES.iterdir() if path.is_file() and path.suffix not in (".md", ".doc"))


def sentence(folder: Path, content: bytes, name: str) -> str:
    """Return the sentence that refuses this content under this name."""
    path = folder / "part"
    path.write_bytes(content)
    with pytest.raises(RuleBroken) as refused:
        inspect_file(path, name)
    return str(refused.value)


def changed_zip(source: Path, replace: dict[str, bytes], *, found: bytes = b"", by: bytes = b"") -> bytes:
    """Return a real document with entries added, or with words in its content types replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry).replace(found, by) if found else old.read(entry))
        for name, content in replace.items():
            new.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_kind_of_a_real_file_is_its_extension(path: Path) -> None:
    assert inspect_file(path, path.name).extension == path.suffix[1:]


def test_kind_of_a_phone_photo_named_jpeg_in_capitals_is_jpg() -> None:
    assert inspect_file(JPG, "IMG_0001.JPEG").media_type == "image/jpeg"


def test_kind_of_a_document_named_zip_is_zip() -> None:
    assert inspect_file(DOCX, "บันทึก.zip").extension == "zip"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
def test_kind_of_thai_text_is_csv_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "part"
    path.write_bytes("ลำดับ,ชื่อ\r\n1,สมชาย “เล็ก”\r\n".encode(encoding))
    assert inspect_file(path, "รายชื่อ.csv").extension == "csv"


def test_kind_of_thai_text_over_a_block_border_is_txt(tmp_path: Path) -> None:
    path = tmp_path / "part"
    path.write_bytes(b"a" + "ก".encode() * 700_000)
    assert inspect_file(path, "ยาว.txt").extension == "txt"


@pytest.mark.parametrize("name", [path.name for path in sorted((FILES / "locked").iterdir())])
def test_locked_file_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        inspect_file(FILES / "locked" / name, name)
    assert "รหัสผ่าน" in str(refused.value)
    assert f"“{name}”" in str(refused.value)
    assert "เอารหัสผ่านออก" in str(refused.value)


def test_empty_file_is_refused(tmp_path: Path) -> None:
    assert sentence(tmp_path, b"", "ว่าง.pdf").startswith("ไฟล์ “ว่าง.pdf” ว่างเปล่า (0 ไบต์)")


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"<!DOCTYPE html><p>x", "ภาพ.jpg", "มีเนื้อหาเป็นหน้าเว็บ"),
        (b"\n  <script>alert(1)</script>", "รายงาน.pdf", "มีเนื้อหาเป็นหน้าเว็บ"),
        (b"<?xml version='1.0'?><svg/>", "รูป.png", "มีเนื้อหาเป็นหน้าเว็บ"),
        (b"MZ\x90\0" + b"\0" * 60, "รายงาน.pdf", "เป็นโปรแกรม"),
        (b"MZ\x90\0" + b"\0" * 60, "setup.exe", "เป็นโปรแกรม"),
        (b"\x7fELF\2\1\1", "ใบ.docx", "เป็นโปรแกรม"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_1.HEIC", "ใช้งานร่วมกันได้มากที่สุด"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_1.jpg", "ใช้งานร่วมกันได้มากที่สุด"),
        (b"Rar!\x1a\x07\0", "หลักฐาน.rar", "เป็นชนิดที่ระบบไม่รับ"),
        (b"GIF89a", "ภาพ.gif", "เป็นชนิดที่ระบบไม่รับ"),
        (b"text", "ไม่มีนามสกุล", "เป็นชนิดที่ระบบไม่รับ"),
        (b"text", ".txt", "เป็นชนิดที่ระบบไม่รับ"),
        (b"text", "a.txt.", "เป็นชนิดที่ระบบไม่รับ"),
        (b"plain words", "รายงาน.pdf", "มีนามสกุล .pdf แต่เนื้อหาไม่ใช่"),
        (b"GIF89a", "ภาพ.png", "มีนามสกุล .png แต่เนื้อหาไม่ใช่"),
        (b"%PDF-1.4\nx", "ภาพ.jpg", "มีนามสกุล .jpg แต่เนื้อหาเป็น .pdf"),
        (b"%PDF-1.4\nx", "ข้อความ.txt", "มีนามสกุล .txt แต่เนื้อหาเป็น .pdf"),
        (b"a\0b", "ข้อความ.txt", "ไม่ใช่ข้อความที่ระบบอ่านได้"),
        ("ก,ข".encode("utf-16"), "ตาราง.csv", "ไม่ใช่ข้อความที่ระบบอ่านได้"),
        (b"\xff\xfa\xfc\x80\x81", "ข้อความ.txt", "ไม่ใช่ข้อความที่ระบบอ่านได้"),
        (PDF.read_bytes()[:20_000], "รายงาน.pdf", "ไม่ครบหรือเสียหาย"),
        (JPG.read_bytes()[:90_000].replace(b"\xff\xd9", b""), "ภาพ.jpg", "ไม่ครบหรือเสียหาย"),
        ((FILES / "กราฟ.png").read_bytes()[:-12], "กราฟ.png", "ไม่ครบหรือเสียหาย"),
        ((FILES / "ภาพประกอบ.webp").read_bytes()[:-1], "ภาพ.webp", "ไม่ครบหรือเสียหาย"),
        ((FILES / "บันทึกข้อความรุ่นเก่า.doc").read_bytes(), "บันทึก.doc", "Office รุ่นเก่า"),
        ((FILES / "บันทึกข้อความรุ่นเก่า.doc").read_bytes(), "บันทึก.docx", "Office รุ่นเก่า"),
        (DOCX.read_bytes(), "บันทึก.xlsx", "มีนามสกุล .xlsx แต่เนื้อหาเป็น .docx"),
        (DOCX.read_bytes(), "บันทึก.pdf", "มีนามสกุล .pdf แต่เนื้อหาเป็น .zip"),
        ((FILES / "หลักฐาน.zip").read_bytes(), "หลักฐาน.docx", "มีนามสกุล .docx แต่เนื้อหาไม่ใช่"),
        (b"PK\x03\x04 and nothing else", "หลักฐาน.zip", "เสียหายหรือไม่ครบ"),
    ],
)
def test_content_that_disagrees_is_refused(tmp_path: Path, content: bytes, name: str, reason: str) -> None:
    refusal = sentence(tmp_path, content, name)
    assert reason in refusal
    assert f"“{name}”" in refusal


def test_document_with_macros_is_refused_under_either_extension(tmp_path: Path) -> None:
    by_type = changed_zip(
        DOCX,
        {},
        found=b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        by=b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    by_entry = changed_zip(DOCX, {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    in_odt = changed_zip(FILES / "บันทึกข้อความ.odt", {"Basic/Standard/Module1.xml": b"<script/>"})
    for content, name in ((by_type, "ก.docx"), (by_entry, "ก.docx"), (in_odt, "ก.odt")):
        assert "มีแมโคร" in sentence(tmp_path, content, name)
    assert "เป็นชนิดที่ระบบไม่รับ" in sentence(tmp_path, by_type, "ก.docm")


def test_macro_type_hidden_in_utf16_is_refused(tmp_path: Path) -> None:
    types = '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", types.encode("utf-16"))
    assert "มีแมโคร" in sentence(tmp_path, target.getvalue(), "ก.docx")


def test_encrypted_pdf_with_broken_pointer_is_refused(tmp_path: Path) -> None:
    content = (FILES / "locked" / "มีรหัสผ่าน.pdf").read_bytes()
    start = content.rfind(b"startxref")
    assert "รหัสผ่าน" in sentence(tmp_path, content[:start] + b"startxref\n999999999\n%%EOF", "ล็อก.pdf")


def test_pdf_that_only_speaks_of_encryption_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "part"
    content = PDF.read_bytes()
    path.write_bytes(content.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%", 1))
    assert inspect_file(path, "รายงาน.pdf").extension == "pdf"
