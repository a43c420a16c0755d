"""Spreadsheets of quizzes. Official words are Thai whatever the screen's language."""

from portal.quizzes.exports.items import items_workbook
from portal.quizzes.exports.results import frozen_workbook, results_workbook

__all__ = ["frozen_workbook", "items_workbook", "results_workbook"]
