"""What every test has."""

pytest_plugins = [
    "tests.support.requires",
    "tests.support.sites",
    "tests.support.api",
    "tests.support.mail",
    "tests.support.servers",
    "tests.support.browser",
]
