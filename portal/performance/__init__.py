"""The year's agreement: fiscal years, the tree of indicators with weights, projects, periods, obligations."""
