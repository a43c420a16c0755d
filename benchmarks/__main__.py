"""`python -m benchmarks pages`: what pages, uploads and downloads cost on a large demonstration."""

from __future__ import annotations

import argparse
import sys

from benchmarks import pages


def main(arguments: list[str]) -> int:
    """Run the named measurement and print its table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("what", choices=["pages"])
    parser.add_argument("--rounds", type=int, default=60, help="requests measured for each page (default 60)")
    parser.add_argument(
        "--times", type=int, default=10, help="how many times the demonstration's obligations (default 10)"
    )
    chosen = parser.parse_args(arguments)
    pages.run(rounds=chosen.rounds, times=chosen.times)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
