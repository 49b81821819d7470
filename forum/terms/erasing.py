"""Where the versions of rules and terms may name people."""

from forum.core.erasing import Words
from forum.terms.models import TermsVersion

WORDS = (Words(TermsVersion, ("reason",)),)
