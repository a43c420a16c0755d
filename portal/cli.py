"""Commands for operators; each is a thin call of one action. `python -m portal --help` explains them."""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask

from portal import clock, create_app, thai
from portal.access.permissions import Role
from portal.config import ROOT, Config, SettingError
from portal.errors import PortalError
from portal.extensions import write_transaction


def application() -> Flask:
    """Return the application, or stop with the sentence that says which setting is wrong."""
    try:
        return create_app()
    except SettingError as error:
        raise click.ClickException(str(error)) from None


@click.group()
def portal() -> None:
    """The portal: serve it, work off its queue, fill it with people, indicators and questions."""


@portal.command(short_help="Bring the database up to date and serve.")
@click.option("--demo-if-empty", is_flag=True, help="Load the demonstration agency when the database is empty.")
@click.option("--worker/--no-worker", default=True, help="Run the worker beside the web server (default).")
def serve(demo_if_empty: bool, worker: bool) -> None:
    """Bring the database up to date, then serve on PORTAL_HOST:PORTAL_PORT, worker included."""
    from portal import server

    server.serve(application(), demo_if_empty=demo_if_empty, worker=worker)


@portal.command()
@click.option("--once", is_flag=True, help="Work off what is due and stop (for cron).")
@click.option("--parent", type=int, hidden=True, help="Stop when this process is no longer the parent (set by serve).")
def work(once: bool, parent: int | None) -> None:
    """Work off the queue and what the clock asks for.

    Mail and daily summaries of work that is due; attempts at quizzes whose time is up are closed and marked. Each night
    old jobs, files that no record names and single answers that are kept no longer are cleared away.
    """
    from portal import demonstration, worker

    app = application()
    try:
        demonstration.check_clock(app)
    except SettingError as error:
        raise click.ClickException(str(error)) from None
    worker.run(app, once=once, parent=parent)


@portal.command()
def migrate() -> None:
    """Bring the database up to date and stop."""
    from portal import schema

    schema.upgrade(application())


@portal.command(short_help="Load the demonstration into an empty database.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def demo(yes: bool) -> None:
    """Load the demonstration agency into an empty database.

    Invented people of every role, a past year told to its end (evidence, certifications, briefings, a quiz with
    results) and the current one begun: a briefing within the hour, a quiz that waits for its host, one to practise on.
    User names and passwords go into demo-accounts.csv of the instance folder.
    """
    from portal import demonstration, schema

    app = application()
    schema.upgrade(app)
    with app.app_context():
        if not demonstration.is_empty():
            raise click.ClickException(
                "The database holds people already. The demonstration is only loaded into an empty one."
            )
    if not yes:
        click.confirm("Load invented people, a past year and the beginning of this one?", abort=True)
    click.echo(demonstration.load(app))


@portal.command(short_help="Print every route.")
def routes() -> None:
    """Print every route: address, method, endpoint."""
    from portal.web.guards import access_table

    for rule, method, endpoint, _permission in access_table(application()):
        click.echo(f"{method:7}{rule}  {endpoint}")


@portal.command(short_help="Print who may do what, as CSV.")
def policy() -> None:
    """Print the access table as CSV: route, method, permission, roles."""
    from portal.access.policy import roles_of
    from portal.web.guards import access_table

    table = access_table(application())
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["route", "method", "permission", "roles"])
    for rule, method, _endpoint, permission in table:
        roles = " ".join(roles_of(permission)) if permission else "everybody"
        writer.writerow([rule, method, permission or "public", roles])


@portal.group(short_help="Accounts: create, list, disable, renew passwords.")
def user() -> None:
    """People's accounts, for when nobody can sign in yet or any more."""


@user.command("create")
@click.argument("username")
@click.option("--name", required=True, help="Name of the person as printed in the staff list.")
@click.option("--unit", "unit_abbr", required=True, help="Abbreviation of the unit the person belongs to.")
@click.option("--new-agency", default="", help="Name of the agency to create when no unit has that abbreviation.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.STAFF.value,
    help="Role held in the unit (default: staff).",
)
def create_account(username: str, name: str, unit_abbr: str, new_agency: str, role: str) -> None:
    """Create an account and print its first password once.

    The first administrator of an empty database:

    python -m portal user create admin1 --name "ผู้ดูแลระบบ" --unit สพส. --new-agency สำนักพัฒนาสังคม --role administrator
    """
    from portal.people import actions

    _with_password(
        actions.open_account, username=username, name=name, unit_abbr=unit_abbr, new_agency=new_agency, role=Role(role)
    )


@user.command("password", short_help="Give somebody a new first password.")
@click.argument("username")
def renew_password(username: str) -> None:
    """Give somebody a new first password and print it once; open sessions end."""
    from portal.people import actions

    _with_password(actions.renew_password, username=username)


@user.command("disable")
@click.argument("username")
def close_account(username: str) -> None:
    """Disable an account; open sessions end at once."""
    from portal.people import actions

    _carry_out(application(), actions.close_account, username=username)
    click.echo(f"{username} cannot sign in any more")


@user.command("list", short_help="Print every account with unit and roles.")
def list_accounts() -> None:
    """Print every account: user name, state, unit, roles of today, name; separated by tabs."""
    from portal.people.queries import all_accounts

    with application().app_context():
        for line in all_accounts(thai.bangkok_date(clock.now())):
            click.echo("\t".join((line.username, line.state, line.unit, " ".join(line.roles), line.name)))


@portal.command("import", short_help="Show or write what a staff list changes.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "unit_abbr", required=True, help="Abbreviation of the agency the staff list is for.")
@click.option("--apply", "is_applied", is_flag=True, help="Write it, all or nothing. Without this it is only shown.")
def import_people(file: Path, unit_abbr: str, is_applied: bool) -> None:
    """Show what a staff list (.xlsx) would change, row by row, and write it with --apply."""
    from portal.people import actions
    from portal.people.exports import preview_lines

    content = file.read_bytes()
    source = {"filename": file.name, "sha256": hashlib.sha256(content).hexdigest()}
    try:
        rows = actions.read_staff_list(file=io.BytesIO(content), filename=file.name, size_bytes=len(content))
    except PortalError as error:
        raise click.ClickException(str(error)) from None
    choice = {"unit_abbr": unit_abbr, "is_applied": is_applied}
    preview = _carry_out(application(), actions.import_rows, rows=rows, **source, **choice)
    for line in preview_lines(preview):
        click.echo(line)
    if preview.errors:
        raise click.ClickException("Nothing was written: correct the rows above in the file first.")
    click.echo("Written." if is_applied else "Nothing was written: add --apply to write it.")


@portal.group(short_help="Indicators of a year, from a file or another year.")
def framework() -> None:
    """An agency's framework of indicators, from a file or from an earlier year."""


@framework.command("load", short_help="Load a framework file and what is due by it.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--unit", "unit_abbr", required=True, help="Abbreviation of the agency.")
def load_framework_file(file: Path | None, unit_abbr: str) -> None:
    """Load a framework file (YAML; default: fiscal year 2563) and create everything that is due in its year.

    Divisions and evaluating agencies named in the file must stand already. A second load changes nothing.
    """
    import yaml

    from portal.performance import FRAMEWORK_2563, actions

    data = yaml.safe_load((file or FRAMEWORK_2563).read_text(encoding="utf-8"))
    year_be, count = _carry_out(application(), actions.set_up_from_file, data=data, unit_abbr=unit_abbr)
    click.echo(f"fiscal year {year_be}: {count} new obligations")


@framework.command("roll", short_help="Make a year from an earlier one.")
@click.option("--unit", "unit_abbr", required=True, help="Abbreviation of the agency.")
@click.option("--from", "from_year_be", type=int, required=True, help="Fiscal year (B.E.) to copy, e.g. 2569.")
@click.option("--to", "to_year_be", type=int, required=True, help="Fiscal year (B.E.) to make, e.g. 2570.")
def roll_framework(unit_abbr: str, from_year_be: int, to_year_be: int) -> None:
    """Copy a year's structure and links into a later year, without states, and create what is due in it."""
    from portal.performance import actions

    years = {"from_year_be": from_year_be, "to_year_be": to_year_be}
    year_be, count = _carry_out(application(), actions.set_up_from_year, unit_abbr=unit_abbr, **years)
    click.echo(f"fiscal year {year_be}: {count} new obligations")


@portal.group()
def questions() -> None:
    """An agency's bank of questions for quizzes."""


@questions.command("load", short_help="Load a file of questions into the bank.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--unit", "unit_abbr", required=True, help="Abbreviation of the agency.")
def load_question_file(file: Path | None, unit_abbr: str) -> None:
    """Load a file of questions into the agency's bank; without a file, the 60 shipped ones on fiscal year 2563.

    GIFT, Moodle XML or the bank's Excel form: at most 1,000 questions and 10 MB, each in a category, none with a
    picture (those are imported in the portal). All or nothing. The questions wait for the secretariat to confirm them;
    what the bank has already is left alone, so a second load changes nothing.
    """
    from portal.questionnaire import QUESTIONS_2563, actions

    source = file or QUESTIONS_2563
    content = {"content": source.read_bytes(), "filename": source.name}
    new, same = _carry_out(application(), actions.load_questions, **content, unit_abbr=unit_abbr)
    click.echo(f"{new} new questions, {same} in the bank already")


def _with_password(action: Callable[..., Any], **values: Any) -> None:
    """Carry out an action that stores a first password, and print the password once it is kept."""
    from portal import schema
    from portal.people import actions

    app = application()
    schema.upgrade(app)
    password = actions.new_password()
    _carry_out(app, action, password_hash=actions.hash_password(password), **values)
    click.echo(f"user name: {values['username']}\npassword:  {password}")
    click.echo("The password is not shown again and has to be changed at the first sign-in.")


def _carry_out(app: Flask, action: Callable[..., Any], **values: Any) -> Any:
    """Return what an action answers, run as nobody in a write of its own; stop with its sentence when it refuses."""
    with app.app_context():
        try:
            with write_transaction():
                return action(**values, actor=None, now=clock.now())
        except PortalError as error:
            raise click.ClickException(str(error)) from None


@portal.command(short_help="Bring the English catalogue up to date.")
def messages() -> None:
    """Bring the English catalogue up to date with the texts in use (development)."""
    from portal.web.catalogue import update_catalogue

    total, missing = update_catalogue()
    click.echo(f"{total} texts, {missing} without English")


__all__ = ["ROOT", "Config", "Path", "portal"]
