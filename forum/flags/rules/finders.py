"""What is found by counting or computing: secrets with their check digits, texts of nothing but links or names."""

import re
from collections import Counter
from collections.abc import Container, Iterator
from urllib.parse import urlsplit

from forum.core.markup import Passages
from forum.flags.rules.rule import Finder
from forum.flags.secrets import MASK, SecretKind, find_secrets

# From how many links on a text with hardly a word beside them is a list of links, and names a list of names.
LINKS = 3
NAMES = 3
WORDS_A_LINK = 3
WORDS_A_NAME = 7

_SECRETS = {Finder(kind.value): kind for kind in SecretKind}
_WORD = re.compile(r"\w[\w'’-]*")
_BETWEEN = re.compile(r"\n| / |\s[|•·]\s|;|,")
_SENTENCE = re.compile(r"[.!?:]|\d")
SHOWN = 4


def find(text: Passages, wanted: Container[Finder]) -> Iterator[tuple[Finder, str]]:
    """Yield what was found of the wanted, each once, with the words that made it; secrets only by their beginning."""
    if any(finder in wanted for finder in _SECRETS):
        yield from _secrets(text, wanted)
    if Finder.LINK_FARM in wanted and (hosts := _link_farm(text)):
        yield Finder.LINK_FARM, hosts
    if Finder.NAME_LIST in wanted and (names := _name_list(text)):
        yield Finder.NAME_LIST, names


def _secrets(text: Passages, wanted: Container[Finder]) -> Iterator[tuple[Finder, str]]:
    whole = "\n".join([*text.prose, *(code.text for code in text.code if code.is_block)])
    seen = set()
    for secret in find_secrets(whole):
        finder = Finder(secret.kind.value)
        if finder in wanted and finder not in seen:
            seen.add(finder)
            yield finder, whole[secret.start : secret.start + SHOWN] + MASK


def _link_farm(text: Passages) -> str:
    """Return the hosts of a text that is little but links to elsewhere, or nothing."""
    hosts = [host for link in text.links if (host := urlsplit(link.address).hostname)]
    if not hosts or text.code:
        return ""
    words = sum(len(_WORD.findall(paragraph)) for paragraph in text.prose)
    beside = words - sum(len(_WORD.findall(link.words)) for link in text.links)
    is_farm = beside <= (WORDS_A_LINK * len(hosts) if len(hosts) >= LINKS else 1)
    return ", ".join(dict.fromkeys(hosts)) if is_farm else ""


def _name_list(text: Passages) -> str:
    """Return a text that is nothing but names of one thing, as the names of links in an advert are, or nothing."""
    names = [name.strip() for paragraph in text.prose for name in _BETWEEN.split(paragraph) if name.strip()]
    if len(names) < NAMES or text.code or any(_SENTENCE.search(name) for name in names):
        return ""
    words = [_WORD.findall(name.casefold()) for name in names]
    if not all(0 < len(one) <= WORDS_A_NAME for one in words):
        return ""
    ends = Counter(one[-1] for one in words)
    same = ends.most_common(1)[0][1]
    distinct = len({" ".join(one) for one in words})
    return " / ".join(names) if same >= max(NAMES, 3 * len(names) // 4) and distinct >= NAMES else ""
