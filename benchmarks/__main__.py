"""`python -m benchmarks pages|quiz`: what pages, files and the whole deed of a quiz cost on a large demonstration."""

from __future__ import annotations

import argparse
import sys

from benchmarks import pages, quiz


def main(arguments: list[str]) -> int:
    """Run the named measurement and print its table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    what = parser.add_subparsers(dest="what", required=True)
    of_pages = what.add_parser("pages", help="pages, upload and download")
    of_pages.add_argument("--rounds", type=int, default=60, help="requests measured for each page (default 60)")
    of_pages.add_argument(
        "--times", type=int, default=10, help="how many times the demonstration's obligations (default 10)"
    )
    of_quiz = what.add_parser("quiz", help="the whole deed of a quiz by many people at once")
    of_quiz.add_argument(
        "--on", choices=quiz.DATABASES, action="append", help="the database (default: one after the other)"
    )
    of_quiz.add_argument("--takers", type=int, default=50, help="people at the same time (default 50)")
    of_quiz.add_argument("--attempts", type=int, default=200, help="people in all, an attempt each (default 200)")
    of_quiz.add_argument(
        "--over", type=float, default=0, help="seconds within which all arrive, who then read before each tap"
    )
    chosen = parser.parse_args(arguments)
    if chosen.what == "pages":
        pages.run(rounds=chosen.rounds, times=chosen.times)
        return 0
    databases = chosen.on or list(quiz.DATABASES)
    is_well = quiz.run(databases=databases, at_once=chosen.takers, attempts=chosen.attempts, over=chosen.over)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
