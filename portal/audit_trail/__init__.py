"""The audit trail as a page: search for the administrator, and the history part other pages show."""
