"""The area as a whole: importing it hangs every view into the blueprint."""

from forum.web.accounts import address, codes, data, entering, erasing, resetting, settings
from forum.web.accounts.room import blueprint

__all__ = ["address", "blueprint", "codes", "data", "entering", "erasing", "resetting", "settings"]
