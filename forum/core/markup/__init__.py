"""Text in, safe HTML out. This package is the only place of the project that makes text safe."""

from forum.core.markup.features import Features, features_of, images_of
from forum.core.markup.passages import Code, Link, Passages, passages_of
from forum.core.markup.rendered import RENDERER_VERSION, Format, Rendered, features, render, unrendered
from forum.core.markup.striking import strike
from forum.core.markup.text import escape_text, excerpt, highlight, plain, safe

__all__ = [
    "RENDERER_VERSION",
    "Code",
    "Features",
    "Format",
    "Link",
    "Passages",
    "Rendered",
    "escape_text",
    "excerpt",
    "features",
    "features_of",
    "highlight",
    "images_of",
    "passages_of",
    "plain",
    "render",
    "safe",
    "strike",
    "unrendered",
]
