"""Keeping the English texts in step with the words in use."""

import pytest

from portal.web.catalogue import messages_in_use, untranslated, update_catalogue

MAPPING = """
[python: portal/**.py]
[jinja2: templates/**.html]
trimmed = true
[jinja2: templates/**.txt]
"""
PYTHON = """
from portal.errors import N_
SIZES = N_("ใหญ่เกิน %(max)s")
a = _("บันทึก")
b = _l("ยกเลิก")
c = ngettext("อีก %(n)s วัน", "อีก %(n)s วัน", 3)
d = other("ไม่ใช่ข้อความ")
"""
PAGE = '<h1>{{ _("งานของฉัน") }}</h1>{% trans %}\n  สอง\n  บรรทัด\n{% endtrans %}'
MAIL = '{{ _("เรียน %(name)s", name=name) }}'


@pytest.fixture
def root(tmp_path):
    """A small project with words in a program, a page and a mail."""
    files = {
        "babel.cfg": MAPPING,
        "portal/board/views.py": PYTHON,
        "templates/board/list.html": PAGE,
        "templates/board/mail/due/body.txt": MAIL,
        "tests/test_board.py": '_("ไม่นับ")',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


IN_USE = ["ใหญ่เกิน %(max)s", "บันทึก", "ยกเลิก", "อีก %(n)s วัน", "งานของฉัน", "สอง บรรทัด", "เรียน %(name)s"]


def test_words_are_found_in_program_pages_and_mails(root):
    found = [
        message.id if isinstance(message.id, str) else message.id[0] for message in messages_in_use(root) if message.id
    ]
    assert sorted(found) == sorted(IN_USE)


def test_catalogue_keeps_texts_and_drops_what_is_no_longer_used(root):
    path = root / "en.po"
    assert update_catalogue(path, root) == (7, 7)
    text = path.read_text(encoding="utf-8").replace('msgid "บันทึก"\nmsgstr ""', 'msgid "บันทึก"\nmsgstr "Save"')
    path.write_text(text, encoding="utf-8")
    (root / "templates/board/list.html").unlink()
    assert update_catalogue(path, root) == (5, 4)
    kept = path.read_text(encoding="utf-8")
    assert ('msgstr "Save"' in kept, "งานของฉัน" in kept) == (True, False)
    assert update_catalogue(path, root) == (5, 4)
    assert path.read_text(encoding="utf-8") == kept


def test_new_message_is_not_guessed_from_a_similar_one(root):
    path = root / "en.po"
    path.write_text('msgid "บันทึกแล้ว"\nmsgstr "Saved"\n', encoding="utf-8")
    update_catalogue(path, root)
    assert "Saved" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("entry", "missing"),
    [
        ('msgid "บันทึก"\nmsgstr "Save"\n', False),
        ('msgid "บันทึก"\nmsgstr ""\n', True),
        ('#, fuzzy\nmsgid "บันทึก"\nmsgstr "Save"\n', True),
    ],
)
def test_doubtful_text_counts_as_none(root, entry, missing):
    path = root / "en.po"
    path.write_text(entry, encoding="utf-8")
    assert ("บันทึก" in untranslated(path, root)) == missing


def test_plural_needs_both_forms(root):
    path = root / "en.po"
    head = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    entry = 'msgid "อีก %(n)s วัน"\nmsgid_plural "อีก %(n)s วัน"\nmsgstr[0] "%(n)s day left"\nmsgstr[1] "{}"\n'
    path.write_text(head + entry.format(""), encoding="utf-8")
    assert "อีก %(n)s วัน" in untranslated(path, root)
    path.write_text(head + entry.format("%(n)s days left"), encoding="utf-8")
    assert "อีก %(n)s วัน" not in untranslated(path, root)
