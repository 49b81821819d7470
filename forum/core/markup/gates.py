"""The two sanitizers. bleach comes first and knows our rules; nh3, which is maintained, has the last word."""

import re

import nh3
from bleach.sanitizer import Cleaner

from forum.core.markup import allowlist
from forum.core.markup.structure import Structure
from forum.core.markup.walk import walk

# `align` and the class of code come in here and leave as something else.
_LANGUAGE = re.compile(r"(?:[\w-]+ )*(?:language|lang)-[\w+#.-]{1,30}(?: [\w-]+)*")
_CHECKS = {
    ("pre", "class"): _LANGUAGE,
    ("code", "class"): _LANGUAGE,
    ("li", "class"): re.compile("task"),
    ("td", "align"): re.compile("left|center|right", re.IGNORECASE),
    ("th", "align"): re.compile("left|center|right", re.IGNORECASE),
    ("input", "checked"): re.compile(".*", re.DOTALL),
}
_LAST_CHECKS = {
    ("code", "class"): re.compile(r"language-[\w+#.-]{1,30}"),
    ("span", "class"): re.compile("[a-z]{1,2}"),
    ("div", "class"): re.compile("code|table-wrap"),
    ("a", "class"): re.compile("image"),
    ("li", "class"): re.compile("task"),
    ("td", "class"): re.compile("align-(?:left|center|right)"),
    ("th", "class"): re.compile("align-(?:left|center|right)"),
    ("div", "data-language"): re.compile(r"[^\x00-\x1f]{1,60}"),
    ("div", "tabindex"): re.compile("0"),
    ("pre", "tabindex"): re.compile("0"),
    ("img", "loading"): re.compile("lazy"),
    ("input", "type"): re.compile("checkbox"),
    ("input", "disabled"): re.compile(""),
    ("input", "checked"): re.compile(""),
}
_NUMBER = re.compile(r"\d{1,4}")
_NUMBERS = frozenset({"width", "height", "colspan", "rowspan", "start"})


def _may_set(element: str, attribute: str, value: str) -> bool:
    """Tell whether an author may set this: bleach's question for each attribute."""
    check = _CHECKS.get((element, attribute))
    if check:
        return check.fullmatch(value) is not None
    if attribute not in allowlist.ATTRIBUTES.get(element, frozenset()):
        return False
    return attribute not in _NUMBERS or _NUMBER.fullmatch(value) is not None


def _last_check(element: str, attribute: str, value: str) -> str | None:
    """Return the value if it is one of ours: nh3's question for each attribute that its list lets through."""
    check = _LAST_CHECKS.get((element, attribute))
    return value if check is None or check.fullmatch(value) else None


def _last_attributes() -> dict[str, set[str]]:
    attributes = {element: set(names) for element, names in allowlist.ATTRIBUTES.items()}
    for element, attribute in _LAST_CHECKS:
        attributes.setdefault(element, set()).add(attribute)
    return attributes


# One thread works with them: the renderer runs in a process of its own.
_first = Cleaner(
    tags=allowlist.ELEMENTS | allowlist.RENAMED.keys(),
    attributes=_may_set,
    protocols=allowlist.SCHEMES,
    filters=[Structure],  # type: ignore[list-item]  # any iterable of tokens will do, not only html5lib's Filter
)
_first.walker = walk  # type: ignore[assignment]  # bleach only calls it with a tree
_last = nh3.Cleaner(
    tags=set(allowlist.ELEMENTS),
    clean_content_tags=set(),
    attributes=_last_attributes(),
    attribute_filter=_last_check,
    url_schemes=set(allowlist.SCHEMES),
    link_rel=allowlist.LINK_RELATION,
)


def sanitized(html: str) -> str:
    """Return `html` with nothing in it that the allow-list does not name, in the form of `structure`.

    Tags that are not allowed are shown as text, so that nothing that was written is lost without a trace.
    """
    return _last.clean(_first.clean(html))
