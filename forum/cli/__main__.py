"""`python -m forum.cli`, the same as the command `forum`."""

from forum.cli import main

main()
