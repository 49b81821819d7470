"""`forum settings`: what the site runs with."""

import click

from forum import config


@click.command("settings")
def settings() -> None:
    """List every setting with its value and what it is. Secrets are not shown."""
    for told in config.told(config.current()):
        value = "(secret)" if told.secret else told.value
        click.echo(f"{told.name}={value}\n    {told.about} ({'set' if told.given else 'by default'})")
