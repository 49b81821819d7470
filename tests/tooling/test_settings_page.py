"""The operators' page names every setting, as it is."""

from dataclasses import fields

from forum.config import PREFIX, ROOT, Config


def test_every_setting_is_on_the_page_and_no_other() -> None:
    lines = (ROOT / "docs" / "operators" / "settings.md").read_text().splitlines()
    told = {line.split("`")[1]: line for line in lines if line.startswith(f"| `{PREFIX}")}
    assert told.keys() == {PREFIX + field.name.upper() for field in fields(Config)}
    for field in fields(Config):
        assert field.metadata["about"] in told[PREFIX + field.name.upper()]
