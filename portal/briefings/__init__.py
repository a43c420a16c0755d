"""Briefing sessions: audience, invitations, files, check-in by QR, PIN, list or sheet, and who attended."""
