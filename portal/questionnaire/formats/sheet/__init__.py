"""The Excel form of questions: one row a question, three cells for each option, notes on a second sheet.

What the cells of an option mean follows the kind (see `columns`). The reader takes columns in any order and words in
several spellings; the writer's files are read back exactly.
"""

from portal.questionnaire.formats.sheet.reading import read
from portal.questionnaire.formats.sheet.writing import template, write

__all__ = ["read", "template", "write"]
