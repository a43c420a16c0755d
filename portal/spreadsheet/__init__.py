"""Excel workbooks: written so that Thai shows right and no text of a person becomes a formula; read with limits.

Writing is openpyxl's write-only mode. Reading is a small parser of our own: openpyxl's read-only mode cannot tell a
formula from its last result, a hidden row or a merged cell, and builds every style of a file, which a small hostile
file turns into gigabytes; dates and their formats still follow openpyxl's tables.
"""

from portal.spreadsheet.reading import SheetContent, Value, read_rows
from portal.spreadsheet.writing import Cell, Column, Sheet, write_workbook

__all__ = ["Cell", "Column", "Sheet", "SheetContent", "Value", "read_rows", "write_workbook"]
