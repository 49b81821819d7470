"""How much a text may ask of the renderer, and what is said when it asks for more."""

# Lists, quotations and tags inside each other. People stop at five.
NESTING = 50
# Opening square brackets without a closing one, in one paragraph. Python-Markdown looks for a partner for each of them.
OPEN_BRACKETS = 200
# Paragraphs, items, headings and cells in one text: ten characters for each, in the longest text.
PARTS = 3_000
# Characters of code that are coloured in one text; the rest is shown without colours.
COLOURED_CODE = 16_000
# Characters between the brackets of a link, and of its address and title.
LINK_TEXT = 1_000
LINK_ADDRESS = 2_500
# What one text may take: processor time and time on the clock (a machine may be busy) in seconds, memory in bytes.
CPU_SECONDS = 0.4
WALL_SECONDS = 8.0
MEMORY = 1 << 30
# How long a text waits for a renderer that is free; then its sender is asked to send it again.
WAIT_SECONDS = 5.0


class Refused(Exception):
    """The text is not rendered at all; `code` says why (a key of `rendered.REASONS`)."""

    def __init__(self, code: str) -> None:
        """Take the reason's code."""
        super().__init__(code)
        self.code = code
