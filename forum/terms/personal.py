"""What is kept of whoever wrote rules and terms."""

from forum.core.personal import Holding
from forum.core.text import N_
from forum.terms.models import TermsVersion

HELD = (
    Holding(
        N_("Rules and terms that you wrote"), TermsVersion, ("by_id",), ("topic", "number", "reason", "created_at")
    ),
)
