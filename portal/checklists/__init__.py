"""Duties by person and division that tick themselves from the other features' facts."""
