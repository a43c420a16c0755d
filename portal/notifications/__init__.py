"""A person's notices: inbox, bell, preferences, e-mail and the daily digest. Knows users, not the features that notify."""
