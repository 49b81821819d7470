"""What somebody might not want to publish: keys, passwords, numbers of cards and accounts, how to reach a person.

Pure: text in, findings out. It points out and decides nothing, so it says only what is fairly certain: what merely
looks alike (versions, serial numbers, placeholders, addresses of examples) is left alone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

MASK = "••••"


class SecretKind(StrEnum):
    """What was found."""

    KEY = "key"
    PASSWORD = "password"  # noqa: S105 - a kind, not a password
    CARD = "card"
    ACCOUNT = "account"
    MAIL = "mail"
    PHONE = "phone"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Secret:
    """A finding and its bounds in the text."""

    kind: SecretKind
    start: int
    end: int


_PLACEHOLDER = re.compile(
    r"[<\[{$%*•].*|(?P<one>.)(?P=one)*|.*(?:example|changeme|placeholder|redacted|hidden|secret|passw|your|insert|xxx).*"
    r"|(?:null|none|true|false|undefined|required|string|env|os|process|self|config)\b.*|.*\(.*",
    re.IGNORECASE | re.DOTALL,
)
_SAFE_MAIL = re.compile(
    r"(?:git|no-?reply|noreply)@.*|.*[@.](?:example(?:\.(?:com|org|net))?|test|invalid|localhost|local)"
    r"|.*\.(?:png|jpe?g|gif|svg|webp|css|js|ts|service|socket|target|timer)",
    re.IGNORECASE,
)
_ISSUERS = re.compile(r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12}")


def _is_password(text: str) -> bool:
    """Whether a value looks chosen or made, not like a word of a sentence or a place to fill in."""
    return not _PLACEHOLDER.fullmatch(text) and bool(re.search(r"\d|[a-z][A-Z]|[^\w.:/-]", text))


def _is_card(text: str) -> bool:
    """Whether the digits are those of a card: length, beginning and check digit."""
    digits = re.sub(r"\D", "", text)
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    whole = sum(doubled) + sum(int(digit) for digit in digits[-1::-2])
    return bool(_ISSUERS.fullmatch(digits)) and whole % 10 == 0


def _is_account(text: str) -> bool:
    """Whether the check digits of an IBAN are right."""
    plain = text.replace(" ", "")
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1


def _is_phone(text: str) -> bool:
    """Whether there are as many digits as a number abroad has, in groups or in one."""
    return 9 <= len(re.sub(r"\D", "", text)) <= 15


def _always(_text: str) -> bool:
    return True


Rule = tuple[SecretKind, re.Pattern[str], Callable[[str], bool]]
# The first group is what is found. What an earlier rule found, a later one does not find again.
RULES: tuple[Rule, ...] = (
    (
        SecretKind.KEY,
        re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----|[\s\S]*))"),
        _always,
    ),
    (
        SecretKind.KEY,
        re.compile(
            r"(?<![\w-])(gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}"
            r"|[rs]k_live_\w{16,}|sk-[\w-]{20,}|AIza[\w-]{35}|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,})"
        ),
        _always,
    ),
    (SecretKind.PASSWORD, re.compile(r"\w://[^\s/:@]+:([^\s/@]{3,})@\w"), _is_password),
    (
        SecretKind.PASSWORD,
        re.compile(
            r"(?:passw(?:or)?d|passphrase|\bpwd|(?:\b|_)psk|secret|token|api[_-]?key|access[_-]?key|passwort|kennwort|senha)"
            r"[\"']?\s*(?:=>|[:=])\s*[\"']?([^\s\"',;`]{6,})",
            re.IGNORECASE,
        ),
        _is_password,
    ),
    (SecretKind.CARD, re.compile(r"(?<![\w.-])(\d(?:[ -]?\d){12,18})(?![\w-]|\.\d)"), _is_card),
    (SecretKind.ACCOUNT, re.compile(r"\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?)\b"), _is_account),
    (
        SecretKind.MAIL,
        re.compile(r"(?<![\w.+/:-])([\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![\w-])"),
        lambda text: not _SAFE_MAIL.fullmatch(text),
    ),
    (
        SecretKind.PHONE,
        re.compile(r"(?<![\w.+])(\+[1-9]\d{0,2}[ .-]?\(?\d(?:[ ().-]{0,2}\d){6,13}|\(\d{3}\) ?\d{3}-\d{4})(?!\w)"),
        _is_phone,
    ),
    (
        SecretKind.ADDRESS,
        re.compile(
            r"\b(\d{1,5}[A-Za-z]? (?:[A-Z][a-z]+ ){1,3}(?:Street|St\.?|Avenue|Ave\.?|Road|Rd\.?|Lane|Boulevard|Drive)"
            r", [A-Z][a-z]+(?:,? [A-Z]{2}\b)?(?: [A-Z0-9]{2,5}(?: \d[A-Z]{2})?\b)?)"
            r"|\b([A-ZÄÖÜ][a-zäöüß-]+(?:straße|strasse|str\.|weg|gasse|platz|allee) \d{1,4}[a-z]?"
            r",? \d{5} [A-ZÄÖÜ][a-zäöüß]+)"
            r"|\b((?:Rua|Avenida|Av\.|Travessa) \w{1,30}(?: \w{1,30}){0,4}, (?:nº ?)?\d{1,5}\b)"
        ),
        _always,
    ),
)


def find_secrets(text: str) -> list[Secret]:
    """Return what is found in a text, in its order, none within another."""
    found: list[Secret] = []
    for kind, pattern, is_one in RULES:
        for start, end in _places(pattern, text):
            if is_one(text[start:end]) and not any(start < other.end and other.start < end for other in found):
                found.append(Secret(kind, start, end))
    return sorted(found, key=lambda one: one.start)


def _places(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the group that matched."""
    for match in pattern.finditer(text):
        yield match.span(match.lastindex or 0)
