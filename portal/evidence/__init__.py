"""Evidence: records with numbered file revisions, linked to the obligations they prove; withdrawn, never deleted."""
