"""What is kept of what people follow and want to find again."""

from forum.core.personal import Holding
from forum.core.text import N_
from forum.following.models import Bookmark, HaveToo, ProductFollow, QuestionFollow, TagFollow

HELD = (
    Holding(N_("Questions that you follow or muted"), QuestionFollow, shown=("question_id", "stance", "changed_at")),
    Holding(N_("Tags that you follow"), TagFollow, shown=("tag_id", "created_at")),
    Holding(N_("Products that you follow"), ProductFollow, shown=("product_id", "created_at")),
    Holding(N_("What you keep"), Bookmark, shown=("question_id", "answer_id", "created_at")),
    Holding(N_("Troubles that you have too"), HaveToo, shown=("question_id", "created_at")),
)
