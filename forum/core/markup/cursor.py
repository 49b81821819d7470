"""One line of Markdown, read from left to right in columns, so that tabs count as what they look like."""

_TAB = 4


class Line:
    """A line without its line feed, and how far it has been read."""

    __slots__ = ("column", "inside_tab", "place", "taken", "text")

    def __init__(self, text: str) -> None:
        """Begin at the left edge."""
        self.text = text
        self.place = 0
        self.column = 0
        self.inside_tab = False
        self.taken = False

    @property
    def indent(self) -> int:
        """Return the columns of white space ahead."""
        column = self.column
        for character in self.text[self.place : self.start]:
            column += _TAB - column % _TAB if character == "\t" else 1
        return column - self.column

    @property
    def start(self) -> int:
        """Return the place of the next character that is no white space (the line's length if there is none)."""
        place = self.place
        while place < len(self.text) and self.text[place] in " \t":
            place += 1
        return place

    @property
    def blank(self) -> bool:
        """Tell whether only white space is left."""
        return self.start == len(self.text)

    @property
    def ahead(self) -> str:
        """Return what is left, without its leading white space."""
        return self.text[self.start :]

    @property
    def rest(self) -> str:
        """Return what is left, with its white space: tabs stay tabs, except one that was read in part."""
        if self.inside_tab:
            return " " * (_TAB - self.column % _TAB) + self.text[self.place + 1 :]
        return self.text[self.place :]

    def skip(self, columns: int) -> None:
        """Read `columns` columns; the line's end stops it."""
        while columns > 0 and self.place < len(self.text):
            width = _TAB - self.column % _TAB if self.text[self.place] == "\t" else 1
            step = min(width, columns)
            self.inside_tab = step < width
            self.place += not self.inside_tab
            self.column += step
            columns -= step

    def skip_indent(self) -> None:
        """Read the white space ahead."""
        self.skip(self.indent)

    def take(self) -> None:
        """Read the line to its end: nothing of it is text."""
        self.place = len(self.text)
        self.inside_tab = False
        self.taken = True
