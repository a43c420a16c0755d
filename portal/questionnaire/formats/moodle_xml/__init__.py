"""Moodle XML: the questions of Moodle with their pictures, tags and feedback, read tolerantly and written.

Not read: penalties, hints, numbering of options, feedback for right and wrong as a whole. A kind of question that is
not ours is reported by its name. DTDs and entities are refused.
"""

from portal.questionnaire.formats.moodle_xml.reading import read
from portal.questionnaire.formats.moodle_xml.writing import write

__all__ = ["read", "write"]
