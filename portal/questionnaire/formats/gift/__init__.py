"""GIFT, the question format people write by hand: a tolerant reader and a writer that it reads back exactly.

Read: everything the format's own description names, and what its users do beside it: blank lines inside braces, no
blank line between questions, Thai digits, ถูก and ผิด, ordering as Moodle's plugin writes it. A broken question is
reported with its line and the next one is read.
Notes in the comments above a question say what the format has no word for: // [tag:…] [citation:…] [manual:…]
[points:…] [case:yes]. Moodle reads [tag:…] the same way and skips the rest.
"""

from portal.questionnaire.formats.gift.reading import read
from portal.questionnaire.formats.gift.writing import write

__all__ = ["read", "write"]
