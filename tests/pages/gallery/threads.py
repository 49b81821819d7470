"""What is asked and answered in the gallery: an answer of every level, rows short and too long."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from forum.core.diff import Change
from forum.core.markup import render, safe
from tests.pages.gallery.people import ADA, BEN, EVA, SAM

NOW = datetime.now(UTC)
LABELS = {
    "verified": "Verified by Eva Lind, Acme engineer, for 2.0 and 2.1, 3 Nov 2026",
    "conditional": "Verified, but only if the network is wired",
    "corrected": "Corrected by Eva Lind: see the mark",
    "check_due": "Verified in May 2025, due for a new check",
    "edited_since": "Changed after it was verified",
    "staff": "From Acme staff, not double-checked",
    "accepted": "Solved it for the asker, not checked by staff",
    "worked": "Worked for 12 people",
    "unreviewed": "Not yet checked",
    "disputed": "Did not work for 5 of 8",
    "outdated": "Right up to 1.9, changed in 2.0",
    "incorrect": "Checked and found wrong: the reset clears the pairing table, not the Wi-Fi settings",
    "unsafe": "Do not do this: could lose your data. Instead: export the archive first, then reset",
    "quarantined": "Hidden while we check",
}
LONG_TEXT = safe(
    render(
        """The nightly drop is the DHCP renewal: firmware 2.1 shortened the lease to six hours and gives up after one
lost packet. It is fixed by telling the router to try again, as the [release notes](https://example.org/notes) describe.

1. Sign in to the router as `admin`.
2. Open *Network, WAN, Advanced*.
3. Set **Keep-alive** to `30 5`, or on the command line:

```bash
# keep the lease through the nightly renewal, and say so in the log of the router itself, not only in the web interface
uci set network.wan.keepalive='30 5'
uci commit network && /etc/init.d/network restart
```

After that, the log shows one renewal and no gap:

| Time | What happens | Link, Mbit/s |
|---|---|--:|
| 03:00:00 | Renewal asked | 1000 |
| 03:00:02 | Renewal granted | 940 |

> A lost packet no longer ends the lease.

### Before you start

- [x] Save the settings
- [ ] Tell the others
  - by mail
"""
    ).html
)
SHORT_TEXT = safe(
    render("For me it was the cable. A new one ended it; the old one lost packets when the radiator came on.").html
)


@dataclass(frozen=True)
class Named:
    """A product."""

    name: str
    slug: str


ACME = Named("Acme Router", "acme")
HUB = Named("Hearth Hub for Homes and Small Offices", "hub")
TITLES = [
    "Router drops the wired link every night at 03:00 after the 2.1 update",
    "How do I move my automations to a new hub?",
    "Sensor battery reads 0 % right after replacing it",
    "Error E42 while pairing the second door lock, even after a factory reset of both devices and the hub, and with "
    "the newest firmware on all of them, and with a very long title that nobody asked for",
    "Why does the log fill with <b>lease expired</b>?",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
]


def _trust(level: str) -> SimpleNamespace:
    return SimpleNamespace(level=level, label=LABELS[level], counts=SimpleNamespace(worked=12, did_not=5))


def _question(number: int) -> SimpleNamespace:
    answered = number % 5 > 0
    return SimpleNamespace(
        id=number,
        slug="x",
        title=TITLES[number % len(TITLES)],
        trust=TRUSTS[number % len(TRUSTS)] if answered else None,
        answer_count=number % 5,
        score=number * 7 % 23 - 2,
        author=[ADA, BEN, EVA, SAM, None][number % 5],
        active_at=NOW - timedelta(hours=number * number * 3),
        updated_at=NOW - timedelta(days=number),
        product=[ACME, HUB, None][number % 3],
        release=["2.1", "1.9.4", None][number % 3],
        tags=[["network", "firmware"], ["pairing"], [], ["battery", "sensors", "zigbee-3"]][number % 4],
        closed=number % 11 == 10,
    )


def _answer(number: int, level: str) -> SimpleNamespace:
    reason = SimpleNamespace(
        hazard="could lose your data",
        reason="The command erases the whole archive partition.",
        instead="export the archive first.",
    )
    return SimpleNamespace(
        row=SimpleNamespace(held_until=None),
        id=number,
        trust=_trust(level),
        html={"verified": LONG_TEXT, "unsafe": LONG_TEXT, "quarantined": None}.get(level, SHORT_TEXT),
        author=[BEN, EVA, SAM, None][number % 4],
        posted_at=NOW - timedelta(days=number),
        edited_at=NOW if level == "edited_since" else None,
        corrections=[],
        folded=level == "unsafe",
        warning=reason if level in ("incorrect", "unsafe", "unreviewed") else None,
    )


def _hit(question: SimpleNamespace, number: int) -> SimpleNamespace:
    return SimpleNamespace(
        url="/elsewhere/hit",
        title=question.title,
        kind="entry" if number % 2 else "question",
        trust=question.trust,
        passage=safe("shortened the <mark>lease</mark> to six hours and gives up after one lost packet")
        if number % 3
        else None,
        product=question.product,
        release=question.release,
        at=question.active_at,
    )


TRUSTS = [_trust(level) for level in LABELS]
QUESTIONS = [_question(number) for number in range(40)]
ANSWERS = [_answer(number + 1, level) for number, level in enumerate(LABELS)]
COMMENTS = [
    SimpleNamespace(id=1, html=safe("<p>Does this survive an update?</p>"), author=ADA, posted_at=NOW),
    SimpleNamespace(
        id=2, html=safe("<p>Yes, settings in <code>network</code> are kept.</p>"), author=EVA, posted_at=NOW
    ),
]
HITS = [_hit(question, number) for number, question in enumerate(QUESTIONS[:6])]
CHANGES = [
    Change("same", "The nightly drop is the DHCP renewal.\n"),
    Change("skipped", "one\ntwo\nthree\n"),
    Change("same", "Set Keep-alive to "),
    Change("removed", "10 1"),
    Change("added", "30 5"),
    Change("same", " and restart the network.\n"),
]
