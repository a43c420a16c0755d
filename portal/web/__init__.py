"""The edge: guards, answers, transaction, error pages, navigation, filters, fields. The one place that knows htmx."""
