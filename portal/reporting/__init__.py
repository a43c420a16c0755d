"""Certification by division heads, returns with a reason, and the secretariat's grid of the whole agency.

A review is an append-only list of events on an obligation; the last one decides. What was certified is held with the
event as text and digest, so that a later change shows as drift and nothing certified is ever rewritten.
"""
