"""How people may be called, and what is an e-mail address. A badge comes from a role; a name must not look like one."""

import re
import unicodedata

from forum import config
from forum.core.errors import Invalid
from forum.core.slugs import slugify
from forum.core.text import N_

POSES = N_("This name could be taken for staff. Please choose another one.")
SHORTEST_NAME, LONGEST_NAME = 2, 60
LONGEST_EMAIL = 254

# As a word of a name these promise an office that only a role gives.
OFFICES = (
    "admin",
    "admins",
    "administrator",
    "mod",
    "mods",
    "moderator",
    "moderators",
    "staff",
    "support",
    "supporter",
    "helpdesk",
    "official",
    "sysadmin",
    "superuser",
    "webmaster",
    "postmaster",
    "verified",
)
# As a whole name these do.
WHOLE_NAMES = ("root", "system", "security", "help", "service", "team", "bot", "nobody", "anonymous")
# Inside a longer word these still do ("TheModerator").
INSIDE = ("administrator", "moderator", "helpdesk", "techsupport", "customersupport")
# Drawn beside a name these look like a badge.
BADGES = frozenset("✓✔☑✅🗸🛡⛨🔰★⭐🏅🎖👮®™©")
# Letters, digits and signs that are read as another letter; i and l count as one.
LOOK_ALIKES = str.maketrans(
    "l0134578@$|!іїıаеорсухкмтнвѕјԁɡӏαερουικντ",
    "ioieastbasiiiiiaeopcyxkmthbsjdgiaepouikvt",
)
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f]+@(?:[\w-]+\.)*[\w-]+", re.UNICODE)


def email_address(text: str) -> str:
    """Return an address as it is kept, in small letters; raise `Invalid` for what cannot be one."""
    email = unicodedata.normalize("NFC", text.strip()).lower()
    local = email.partition("@")[0]
    if not email:
        raise Invalid.one("email", "empty", N_("Write your e-mail address."))
    good = len(email) <= LONGEST_EMAIL and len(local) <= 64 and _EMAIL.fullmatch(email)
    if not good or ".." in email or email[0] == "." or local[-1] == "." or email[-1] in "-.":
        raise Invalid.one("email", "malformed", N_("This is no e-mail address. Write it as name@example.org."))
    return email


def display_name(text: str, *, own_word: bool = False) -> str:
    """Return a person's name on one line; raise `Invalid` for one that cannot be shown or that claims an office.

    With `own_word` the operator stands for the name: it may name an office.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if len(name) < SHORTEST_NAME or not any(letter.isalnum() for letter in name):
        raise Invalid.one("name", "too_short", N_("Write a name of at least %(least)d letters."), least=SHORTEST_NAME)
    if len(name) > LONGEST_NAME:
        raise Invalid.one("name", "too_long", N_("A name has at most %(most)d characters."), most=LONGEST_NAME)
    if not name.isprintable() or any(unicodedata.category(letter) in {"Cf", "Co", "Cn"} for letter in name):
        raise Invalid.one("name", "malformed", N_("A name takes letters, digits and usual signs only."))
    if own_word:
        return name
    if "@" in name or "://" in name or name.lower().startswith("www."):
        raise Invalid.one("name", "address", N_("A name is shown to everybody. Do not use an address as your name."))
    if poses_as_staff(name) or not BADGES.isdisjoint(name):
        raise Invalid.one("name", "poses", POSES)
    return name


def read_as(name: str) -> str:
    """Return how readers take a name, look-alike letters included: two of one reading cannot be told apart."""
    return "".join(_words(name)) or " ".join(name.casefold().split())


def poses_as_staff(name: str) -> bool:
    """Whether readers could take the name for an office or for the company itself, look-alike letters included."""
    words = _words(name)
    joined = "".join(words)
    if joined in _READ_WHOLE or not _READ_OFFICES.isdisjoint(words) or any(each in joined for each in _READ_INSIDE):
        return True
    settings = config.current()
    own = {"".join(_words(settings.company)), "".join(_words(settings.site_name))} - {""}
    return any(each in words or each == joined or (len(each) > 3 and joined.startswith(each)) for each in own)


def _words(text: str) -> list[str]:
    """Return the words of a text as they are read: small, without accents, look-alikes replaced."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(letter)
    )
    return re.findall(r"[a-z]+", plain.translate(LOOK_ALIKES))


_READ_OFFICES = frozenset("".join(_words(each)) for each in OFFICES)
_READ_WHOLE = frozenset("".join(_words(each)) for each in WHOLE_NAMES)
_READ_INSIDE = tuple("".join(_words(each)) for each in INSIDE)


def person_slug(name: str) -> str:
    """Return the readable part of a profile's address."""
    return slugify(name, fallback="person", length=40)
