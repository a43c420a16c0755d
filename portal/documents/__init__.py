"""Official documents as PDF: HTML from the portal's own templates, set in Sarabun, with a searchable text layer.

Made with WeasyPrint, which needs pango from the system; where pango is missing the portal runs on and says so in a
sentence (`PdfUnavailable`). Nothing is fetched while a document is made but the fonts of this program.
"""

from portal.documents.pdf import PdfUnavailable, make_pdf, problem

__all__ = ["PdfUnavailable", "make_pdf", "problem"]
