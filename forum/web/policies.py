"""Every policy function under its name, for `can` in templates."""

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

Policy = Callable[..., bool]

HOUSE = Path(__file__).resolve().parent.parent
# The rooms below the fronts; those that decide something have a `policy.py`.
ROOMS = (
    "people",
    "reach",
    "images",
    "terms",
    "catalog",
    "flags",
    "following",
    "questions",
    "knowledge",
    "recalls",
    "moderation",
    "search",
    "notifications",
    "analytics",
    "importing",
)


def modules() -> list[ModuleType]:
    """Return the policy module of every room that has one."""
    deciding = [room for room in ROOMS if (HOUSE / room / "policy.py").exists()]
    return [importlib.import_module(f"forum.{room}.policy") for room in deciding]


def collect(found_in: Sequence[ModuleType]) -> dict[str, Policy]:
    """Return `accept_answer` -> `can_accept_answer` for every policy; refuse two of one name."""
    found: dict[str, Policy] = {}
    for module in found_in:
        for name, function in vars(module).items():
            # What a policy only imported belongs to another.
            if not name.startswith("can_") or function.__module__ != module.__name__:
                continue
            short = name.removeprefix("can_")
            if short in found:
                raise RuntimeError(f"two policies are called {name}: one is in {module.__name__}")
            found[short] = function
    return found


POLICIES = collect(modules())
