"""The pages of questions and answers."""

from forum.web.questions import answering, asking, history, lists, marks, thread
from forum.web.questions.room import blueprint

__all__ = ["answering", "asking", "blueprint", "history", "lists", "marks", "thread"]
