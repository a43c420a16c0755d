"""Every kind of page there is, by the noun it is about."""

from tests.browser.kinds.briefings import BRIEFINGS
from tests.browser.kinds.kind import Kind, unfold
from tests.browser.kinds.office import OFFICE
from tests.browser.kinds.questionnaire import QUESTIONS
from tests.browser.kinds.quizzes import QUIZZES

__all__ = ["BRIEFINGS", "OFFICE", "QUESTIONS", "QUIZZES", "Kind", "unfold"]
