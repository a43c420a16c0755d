"""Commands for operators; each is a thin call of one action. `python -m portal --help` explains them."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click
from flask import Flask

from portal import create_app
from portal.config import ROOT, Config, SettingError


def application() -> Flask:
    """Return the application, or stop with the sentence that says which setting is wrong."""
    try:
        return create_app()
    except SettingError as error:
        raise click.ClickException(str(error)) from None


@click.group()
def portal() -> None:
    """The portal: serve it, work off its queue, look after its people."""


@portal.command()
@click.option("--demo-if-empty", is_flag=True, help="Load the demonstration agency when the database is empty.")
@click.option("--worker/--no-worker", default=True, help="Run the worker beside the web server (default).")
def serve(demo_if_empty: bool, worker: bool) -> None:
    """Bring the database up to date, then serve on PORTAL_HOST:PORTAL_PORT, worker included."""
    from portal import server

    server.serve(application(), demo_if_empty=demo_if_empty, worker=worker)


@portal.command()
@click.option("--once", is_flag=True, help="Work off what is due and stop (for cron).")
def work(once: bool) -> None:
    """Work off the queue: notices, mail, digests."""
    from portal import worker

    worker.run(application(), once=once)


@portal.command()
def migrate() -> None:
    """Bring the database up to date and stop."""
    from portal import server

    server.upgrade(application())


@portal.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def demo(yes: bool) -> None:
    """Load the demonstration agency into an empty database."""
    from portal import demonstration, server

    app = application()
    server.upgrade(app)
    with app.app_context():
        if not demonstration.is_empty():
            raise click.ClickException("The database holds people already. The demonstration is only loaded into an empty one.")
    if not yes:
        click.confirm("Load invented people and the demonstration year?", abort=True)
    click.echo(demonstration.load(app))


@portal.command()
def routes() -> None:
    """Print every route: address, method, endpoint."""
    from portal.web.guards import access_table

    for rule, method, endpoint, _permission in access_table(application()):
        click.echo(f"{method:7}{rule}  {endpoint}")


@portal.command()
def policy() -> None:
    """Print the access table as CSV: route, method, permission, roles."""
    from portal.access.policy import roles_of
    from portal.web.guards import access_table

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["route", "method", "permission", "roles"])
    for rule, method, _endpoint, permission in access_table(application()):
        roles = " ".join(roles_of(permission)) if permission else "everybody"
        writer.writerow([rule, method, permission or "public", roles])


@portal.command()
def messages() -> None:
    """Bring the English catalogue up to date with the texts in use (development)."""
    from portal.web.catalogue import update_catalogue

    total, missing = update_catalogue()
    click.echo(f"{total} texts, {missing} without English")


__all__ = ["ROOT", "Config", "Path", "portal"]
