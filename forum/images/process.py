"""The process that decodes one image and ends: what a hostile file does to a decoder can hurt nothing but this.

`preparing` starts it as `python -m forum.images.process`. It reads the file from standard input and writes one line of
JSON, `{"width", "height"}` with the bytes of the image behind it, or `{"refused": code}`.
"""

import json
import resource
import sys

from forum.images.recoding import RefusedImage, recode

# Seconds of a processor, and bytes: the largest image that is taken needs a third of both.
CPU_SECONDS = 20
MEMORY = 1_500_000_000


def main() -> int:
    """Recode what standard input holds; return the exit status."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answers = sys.stdout.buffer
    try:
        image, width, height = recode(sys.stdin.buffer.read())
    except RefusedImage as refused:
        answers.write(json.dumps({"refused": refused.code}).encode() + b"\n")
    except MemoryError:
        answers.write(json.dumps({"refused": "too_large"}).encode() + b"\n")
    else:
        answers.write(json.dumps({"width": width, "height": height}).encode() + b"\n" + image)
    return 0


if __name__ == "__main__":
    sys.exit(main())
