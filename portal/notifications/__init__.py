"""A person's notices: inbox, bell, preferences, e-mail, the queue. Knows users, not the features that notify."""
