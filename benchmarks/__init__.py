"""Measurements as commands with tables as output: `python -m benchmarks pages`. Never run by the suite."""
