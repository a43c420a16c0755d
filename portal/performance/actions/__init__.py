"""What is done with a framework: load it, carry it into another year, lay out its obligations."""

from portal.performance.actions.framework import load_framework
from portal.performance.actions.obligations import create_obligations
from portal.performance.actions.renewal import roll_forward
from portal.performance.actions.setup import set_up_from_file, set_up_from_year

__all__ = ["create_obligations", "load_framework", "roll_forward", "set_up_from_file", "set_up_from_year"]
