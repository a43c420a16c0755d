"""The question bank: kinds of questions shared by quizzes and surveys, categories, versions, marking, import, export.

An edited question is a new version; attempts point at the version they were given, so that the past never changes.
"""

from pathlib import Path

# questions on the framework, the calendar and the rules of that year, each citing its source; to be confirmed
QUESTIONS_2563 = Path(__file__).parent / "data" / "questions-2563.gift"
