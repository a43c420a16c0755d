"""What stands on the shared server for the page tests: every state a page can show, made by sending the real forms.

Evidence lies in one division and among accounts of its own, so that the journeys find theirs untouched; briefings and
quizzes are for that division, or for people who are ticked, so that nobody else gets a notice or a duty.
"""

from tests.browser.scenes.desk import FILES, Desk, send, watched
from tests.browser.scenes.scene import LONG_NAME, OTHER_UNIT, PERSON, UNIT, UNIT_NAME, Scene

__all__ = ["FILES", "LONG_NAME", "OTHER_UNIT", "PERSON", "UNIT", "UNIT_NAME", "Desk", "Scene", "send", "watched"]
