"""Fiscal years, the framework tree with its weights, owners, projects, reporting periods and obligations.

Decided 2026-11: every indicator that applies reports each quarter, whether main or sub, for each responsible division;
every project reports each month. The two Best Service projects stand in the tree as rows of their own and therefore do
both. Due dates are the printed ones, also on a weekend. docs/framework.md gives the facts behind these rules.
"""

from pathlib import Path

# the framework that comes with the portal: fiscal year 2563 of สำนักพัฒนาสังคม
FRAMEWORK_2563 = Path(__file__).parent / "data" / "framework-2563.yaml"
