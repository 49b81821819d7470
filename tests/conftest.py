"""What every test has."""

from hypothesis import HealthCheck, settings

# No test asserts on time: a busy machine is slow, which is no fault of what is tested.
settings.register_profile("vouch", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("vouch")

pytest_plugins = [
    "tests.support.rubbish",
    "tests.support.requires",
    "tests.support.once",
    "tests.support.sites",
    "tests.support.api",
    "tests.support.mail",
    "tests.support.servers",
    "tests.support.stage",
    "tests.support.hands",
    "tests.support.browser",
]
