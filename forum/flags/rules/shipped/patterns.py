"""How the patterns of shipped rules are put together."""


def command(*patterns: str) -> str:
    """Return one pattern for any of the commands: each starts where a command starts, or anywhere after `<any>`."""
    return "\n".join(one.removeprefix("<any>") if one.startswith("<any>") else f"<begin>{one}" for one in patterns)


def near(first: str, second: str, words: int = 6) -> str:
    """Return a pattern for two words in one sentence, in this order, with at most so many words between."""
    return rf"\b(?:{first})\b<near-{words}>(?:{second})"


def one_of(*patterns: str) -> str:
    """Return a pattern for any of these."""
    return "\n".join(patterns)
