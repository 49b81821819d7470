"""`forum product`: what the community is about."""

import click

from forum.catalog.operations import create_product
from forum.people.policy import SYSTEM


@click.group("product")
def product_group() -> None:
    """Keep the products that the community is about."""


@product_group.command()
@click.argument("slug")
@click.option("--name", required=True, help="Name on pages.")
@click.option("--description", default="", help="What it is, in a sentence.")
@click.option("--release", "releases", multiple=True, help="A version; repeat it, the oldest first.")
def create(slug: str, name: str, description: str, releases: tuple[str, ...]) -> None:
    """Create the product whose page is /products/SLUG."""
    product = create_product(SYSTEM, slug=slug, name=name, description=description, releases=releases)
    click.echo(f"Created {product.name} with {len(releases)} versions")
