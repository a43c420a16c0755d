"""Who may do what: roles, permissions, pure predicates and the one policy table."""
