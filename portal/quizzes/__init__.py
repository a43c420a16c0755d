"""The knowledge quiz after a briefing: what is asked, attempts and answers, marks, the official figure, item analysis.

Every answer a person sends is a row of its own with the sender's sequence number; the highest sequence of a question
counts. Scores are derived from the rows and the key, so that a repaired key means computing anew, never editing scores.
"""
