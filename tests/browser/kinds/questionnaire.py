"""Pages of the question bank."""

from tests.browser.kinds.kind import Kind

HOST = "secretariat กน."
WRITTEN = ("single", "multiple", "truefalse", "number", "text", "matching", "ordering")
# what is typed before saving, so that not only the blanks are refused
TYPED = {
    "single": {"#options-0-text": "วันที่ 20"},
    "multiple": {"#options-0-text": "วันที่ 20", "#options-1-text": "วันที่ 20"},
    "number": {"#answers-0-value": "ยี่สิบ"},
    "matching": {"#pairs-0-left": "ไตรมาสที่ 1"},
    "ordering": {"#items-0-text": "จัดทำรายงาน"},
}

QUESTIONS = (
    Kind("bank", HOST, "/questions"),
    Kind("bank-category", HOST, "/questions?category={category}&state=all"),
    Kind("bank-filtered", HOST, "/questions?q=รายงาน&confirmed=yes"),
    Kind("bank-nothing-empty", HOST, "/questions?q=ไม่มีคำนี้ในคลัง"),
    Kind("bank-new-empty", "stranger", "/questions"),
    Kind("question-versions", HOST, "{question-วันส่งรายงานประจำเดือน}"),
    Kind("question-old-version", HOST, "{question-วันส่งรายงานประจำเดือน}?version=1"),
    Kind("question-picture", HOST, "{question-อ่านแผนภูมิ}"),
    Kind("question-tried", HOST, "{question-มิติของคำรับรอง}?try=1&response=0&response=2"),
    Kind("question-matching", HOST, "{question-กำหนดส่งของแต่ละไตรมาส}?try=1&response=0&response=2&response=1"),
    Kind("question-ordering", HOST, "{question-ขั้นตอนของรายงาน}"),
    Kind("question-number", HOST, "{question-คะแนนเต็มของคำรับรอง}"),
    Kind("question-text", HOST, "{question-ระบบรายงานโครงการ}"),
    Kind("question-retired", HOST, "{question-ปีงบประมาณ}"),
    Kind("question-kinds", HOST, "/questions/new"),
    Kind("question-new", HOST, "/questions/new?kind=multiple"),
    *(
        Kind(f"question-refused-{kind}", HOST, f"/questions/new?kind={kind}", 422, TYPED.get(kind, {}), "บันทึกคำถาม")
        for kind in WRITTEN
    ),
    Kind("question-edit", HOST, "{question-อ่านแผนภูมิ}/edit"),
    Kind("category-new", HOST, "/questions/categories/new"),
    Kind("category-refused", HOST, "/questions/categories/new", 422, {}, "เพิ่มหมวด"),
    Kind("category-edit", HOST, "/questions/categories/{category}/edit"),
    Kind("category-removal", HOST, "/questions/categories/{category-empty}/removal"),
    Kind("category-removal-refused", HOST, "/questions/categories/{category}/removal", 422, {}, "ลบหมวด"),
    Kind("questions-import", HOST, "/questions/import"),
    Kind("questions-import-refused", HOST, "/questions/import", 422, {}, "ตรวจสอบไฟล์คำถาม"),
    Kind("questions-import-none-empty", "stranger", "/questions/import"),
    Kind("preview-ready", HOST, "{import-ready}"),
    Kind("preview-wrong", "secretariat กผป.", "{import-wrong}"),
    Kind("preview-applied", HOST, "{import-applied}"),
    Kind("export", HOST, "/questions/export"),
    Kind("export-selection", HOST, "{export-selection}"),
    Kind("export-nothing-empty", HOST, "/questions/export?q=ไม่มีคำนี้ในคลัง"),
    Kind("selection", HOST, "{selection}"),
    Kind("selection-nothing-empty", HOST, "/questions/selection"),
    Kind("selection-refused", HOST, "{selection}", 422, {}, "ย้ายทุกข้อที่เลือก"),
)
