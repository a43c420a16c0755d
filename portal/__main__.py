"""`python -m portal …`."""

from portal.cli import portal

if __name__ == "__main__":
    portal(prog_name="python -m portal")
