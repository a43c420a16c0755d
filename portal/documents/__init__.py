"""Official documents: PDF from the portal's own HTML, Word files from templates that a secretariat can edit.

PDF is made with WeasyPrint, in Sarabun, with a searchable text layer; it needs pango from the system, and where that is
missing the portal runs on and says so in a sentence (`PdfUnavailable`). Nothing is fetched while a document is made but
the fonts of this program.

Word files are filled from the data that `contexts` describes, kind by kind (`MinutesContext`, `InvitationContext`):
`make_docx` with `shipped_template(kind)` or with a template that `check_template` has let in.
"""

from portal.documents.contexts import (
    SAMPLES,
    Attendant,
    Decision,
    InvitationContext,
    InvitationItem,
    InvitationSection,
    MinutesContext,
    MinutesItem,
    MinutesSection,
    Named,
    TemplateKind,
    shipped_template,
)
from portal.documents.docx import make_docx
from portal.documents.pdf import PdfUnavailable, make_pdf, problem
from portal.documents.uploads import check_template

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

__all__ = [
    "DOCX",
    "SAMPLES",
    "Attendant",
    "Decision",
    "InvitationContext",
    "InvitationItem",
    "InvitationSection",
    "MinutesContext",
    "MinutesItem",
    "MinutesSection",
    "Named",
    "PdfUnavailable",
    "TemplateKind",
    "check_template",
    "make_docx",
    "make_pdf",
    "problem",
    "shipped_template",
]
