"""The question bank: kinds of questions shared by quizzes and surveys, categories, versions, marking, import, export.

An edited question is a new version; attempts point at the version they were given, so that the past never changes.
"""
