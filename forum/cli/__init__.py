"""The command `forum`: one module per group of commands."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from forum import config
from forum.app import create_app
from forum.cli.catalogue import product_group
from forum.cli.database import db_group
from forum.cli.demo import demo
from forum.cli.import_ import import_group
from forum.cli.journal import journal_group
from forum.cli.people import people_group, token_group
from forum.cli.risk import risk_group
from forum.cli.search import search_group
from forum.cli.serve import serve, worker
from forum.cli.settings import settings
from forum.cli.stats import stats
from forum.core.db import db, session
from forum.core.errors import ForumError, Invalid
from forum.core.provenance import Channel
from forum.core.schema import require_current
from forum.journal.record import coming_by


@contextmanager
def _application() -> Iterator[None]:
    """Run the block inside the application, and leave no connection behind."""
    app = create_app()
    try:
        with app.app_context():
            yield
    finally:
        with app.app_context():
            db.engine.dispose()


class ForumGroup(click.Group):
    """Runs every command inside the application, and turns our errors into one clear line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse what is not UTF-8, which Python hands on as halves of pairs that nothing can store or print."""
        for each in args:
            if not each.isascii() and each.encode(errors="replace") != each.encode(errors="surrogatepass"):
                raise click.UsageError(f"{each!a} is not UTF-8.")
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; exit 1 with one line on standard error for anything that is the caller's to mend."""
        try:
            with _application(), coming_by(Channel.COMMAND):
                return self._invoke(ctx)
        except config.ConfigError as error:
            raise click.ClickException(str(error)) from error
        except Invalid as error:
            lines = "; ".join(f"{each.field}: {each.message}" for each in error.errors)
            raise click.ClickException(lines or str(error)) from error
        except ForumError as error:
            raise click.ClickException(str(error)) from error

    def _invoke(self, ctx: click.Context) -> object:
        """Run the command; say so where it failed for want of the database or its tables."""
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as error:
            try:
                session().rollback()
                require_current()
            except OperationalError:
                reason = str(error.orig).strip().partition("\n")[0]
                raise click.ClickException(f"The database does not answer: {reason}") from error
            raise


@click.group(cls=ForumGroup)
@click.version_option(package_name="vouch", message="Vouch %(version)s")
def main() -> None:
    """Run and keep a Vouch community."""


main.add_command(db_group)
main.add_command(demo)
main.add_command(import_group)
main.add_command(journal_group)
main.add_command(people_group)
main.add_command(product_group)
main.add_command(risk_group)
main.add_command(search_group)
main.add_command(serve)
main.add_command(settings)
main.add_command(stats)
main.add_command(token_group)
main.add_command(worker)
