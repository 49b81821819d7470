"""What `forum demo` says on the console."""

import click

from forum.demo.loader import PASSWORD, Filling, fill, steps_left
from forum.demo.reader import read
from forum.demo.script import Community

NOT_EMPTY = "People live here already, so the demo community stays out. It fills an empty site only."


def move_in() -> None:
    """Fill an empty site with the demo community and say how to sign in."""
    community = read()
    left = steps_left(community)
    if left:
        with click.progressbar(length=left, label="The demo community moves in") as bar:
            filling = fill(community, bar.update)
    else:
        filling = fill(community)
    if filling is Filling.NOT_EMPTY:
        click.echo(NOT_EMPTY)
        return
    answers = sum(len(question.answers) for question in community.questions)
    moved = "has moved in" if filling is Filling.DONE else "lives here already"
    click.echo(
        f"The demo community {moved}: {len(community.people)} people, "
        f"{len(community.questions)} questions, {answers} answers."
    )
    click.echo(f"Sign in with the password {PASSWORD} as")
    for line in sign_ins(community):
        click.echo(f"  {line}")


def sign_ins(community: Community) -> list[str]:
    """Return one line for everybody worth being: the address, the name, the role, and what the person does."""
    worth = [person for person in community.people if person.sign_in]
    width = max(len(person.email) for person in worth)
    return [f"{one.email:{width}}  {one.name} ({one.roles[-1]}) {one.sign_in}" for one in worth]
