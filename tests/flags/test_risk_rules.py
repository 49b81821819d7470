"""What risk rules find in a text, what they leave alone, and that no pattern hangs the site."""

import json
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from forum.core.containment import Hazard
from forum.core.markup import passages_of, render
from forum.flags.rules import Effect, Place, Rule, Rulebook, RuleError
from forum.flags.rules.rule import Subject
from forum.flags.rules.shipped import SHIPPED

BOOK = Rulebook(SHIPPED)
RULE = Rule("own.rule", Hazard.DATA_LOSS, 3, Effect.WARN, "Why.", pattern="self-destruct")
PROSE = frozenset({Place.PROSE})
# What a post says, and the rule that is the first to say something about it.
FOUND = (
    ("```\nsudo rm -rf /\n```", "files.delete-everything"),
    ("```\n$ rm -r --force ~/\n```", "files.delete-everything"),
    ("Just run `rm -rf /*` as root.", "files.delete-everything"),
    ("Open a terminal and type sudo rm -rf / to clean up", "files.delete-everything"),
    ("    dd if=/dev/zero of=/dev/sda bs=4M", "disks.write"),
    ("```\nmkfs.ext4 \\\n  /dev/sdb1\n```", "disks.erase"),
    ("```\nPS C:\\> Format-Volume -DriveLetter D\n```", "disks.erase"),
    ("`chmod -R 777 /var/www`", "permissions.everybody"),
    ("```\nroot@web:~# ufw disable\n```", "network.firewall-off"),
    ("```\nnetsh advfirewall set allprofiles state off\n```", "network.firewall-off"),
    ("```\ncurl -fsSL https://get.example.org \\\n  | sudo bash\n```", "downloads.into-a-shell"),
    ("`iwr https://x.example/i.ps1 | iex`", "downloads.into-a-shell"),
    ("```python\nrequests.get(url, verify=False)\n```", "certificates.unchecked"),
    ("`curl -sk https://device.local`", "certificates.unchecked"),
    ("```\nkubectl --context prod delete ns shop\n```", "clusters.delete-all"),
    ("```\nterraform -chdir=live destroy -auto-approve\n```", "infrastructure.destroy"),
    ("```\naws --profile live rds delete-db-instance --db-instance-identifier shop\n```", "clouds.delete"),
    ("```\ngit push origin main --force\n```", "git.shared-history"),
    ("```sql\nDELETE FROM orders;\n```", "databases.every-row"),
    ("```\nredis-cli -h cache FLUSHALL\n```", "databases.empty"),
    ("```\nreg delete HKLM\\SOFTWARE\\Shop /f\n```", "system.boot-and-registry"),
    ("Please turn off your firewall, then it works.", "advice.firewall-off"),
    ("Desligue o antivírus e tente de novo.", "advice.protection-off"),
    ("Send me your password and I look into it.", "scam.asks-for-secrets"),
    ("Call our support at +1 888 555 0142.", "scam.false-support"),
    ("My key is AKIA" + "IOSFODNN7EXAMPL2", "secrets.key"),
    ("sports shoes\nNike Sport Shoes\nWomen's Nike Sport Shoes\nMen's Nike Sport Shoes", "spam.link-names"),
    ("[a](https://a.example) [b](https://b.example) [c](https://c.example)", "spam.link-farm"),
)
HARMLESS = (
    "```\nls -la /\n```",
    "```\ngit push --force-with-lease\n```",
    "```sql\nDELETE FROM orders\nWHERE id = 7;\n```",
    "```sql\nUPDATE users\n  SET active = false\n  WHERE id = 7;\n```",
    "```\nkubectl replace --force -f app.yaml --dry-run=client\n```",
    "```\nrsync -n --delete a/ b/\n```",
    "The firewall is on by default, and that is good.",
    "Tap Settings, then Apps, then Updates.",
    "Settings\nNetwork\nUpdates",
    "See [the manual](https://example.org/manual) for how the fan is cleaned and what the light on its side means.",
)
# Said of what it must not be done: nobody is warned of a warning.
WARNED_OF = (
    "Never run `rm -rf /`.",
    "Whatever you read elsewhere, do not run this:\n\n```\nrm -rf /\n```",
    "```\n# never run rm -rf / here\n```",
    "`rm -rf /` deletes everything on the machine.",
    "Running `ufw disable` is a bad idea.",
    "Instead of `chmod -R 777 /srv`, give the group access.",
    "```\ncurl https://x.example | sh\n```\n\nNever do that, read the file first.",
    "Nunca execute `rm -rf /`.",
    "Não rode isto:\n\n```\nmkfs.ext4 /dev/sda1\n```",
    "Em vez de desativar o firewall, abra a porta 631.",
    "Some say: disable the firewall. Don't do that.",
    "It is not safe to send me your password.",
)
# They only look like warnings.
ADVISED = (
    "Don't worry, just run `rm -rf /`.",
    "If it does not work, turn off the firewall.",
    "You don't need the firewall behind a router, so turn it off: disable the firewall.",
    "Never mind the message, run `ufw disable`.",
    "Não se preocupe, desative o firewall.",
    "It is unsafe, but you can turn off certificate checks.",
)


def found(text: str, book: Rulebook = BOOK, product_id: int | None = None) -> list[str]:
    """Return the rules that find something in a post, the most severe first."""
    return [one.rule.key for one in book.assess(passages_of(render(text).html), product_id=product_id)]


@pytest.mark.parametrize(("text", "rule"), FOUND)
def test_what_can_do_harm_is_found(text: str, rule: str) -> None:
    assert rule in found(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_alike_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", WARNED_OF)
def test_a_warning_is_no_advice(text: str) -> None:
    severe = [one for one in BOOK.assess(passages_of(render(text).html)) if one.rule.severity >= 2]
    assert severe == []


@pytest.mark.parametrize("text", ADVISED)
def test_a_word_of_comfort_is_no_warning(text: str) -> None:
    assert found(text)


def test_the_most_severe_comes_first_with_its_words() -> None:
    findings = BOOK.assess(passages_of(render("```\ngit reset HEAD\nsudo rm -rf /\nufw disable\n```").html))
    assert [one.rule.severity for one in findings] == sorted([one.rule.severity for one in findings], reverse=True)
    assert findings[0].evidence.endswith("rm -rf /")


def test_a_secret_is_not_repeated_in_the_evidence() -> None:
    key = "AKIA" + "IOSFODNN7EXAMPL2"
    (finding,) = BOOK.assess(passages_of(f"<p>{key}</p>"))
    assert key not in finding.evidence
    assert finding.evidence.startswith("AKIA")


def test_a_rule_looks_only_where_it_should() -> None:
    code = Rulebook([RULE])
    prose = Rulebook([replace(RULE, places=PROSE)])
    links = Rulebook([replace(RULE, places=frozenset({Place.LINKS}))])
    text = "press `self-destruct`"
    assert found(text, code) == ["own.rule"]
    assert found("press self-destruct", code) == []
    assert found("press self-destruct", prose) == ["own.rule"]
    assert found("[here](https://example.org/self-destruct)", links) == ["own.rule"]
    assert found("press self-destruct", links) == []


def test_a_rule_of_a_product_says_nothing_about_others() -> None:
    book = Rulebook([replace(RULE, product_id=3)])
    assert found("`self-destruct`", book, product_id=3) == ["own.rule"]
    assert found("`self-destruct`", book, product_id=4) == []
    assert found("`self-destruct`", book) == []


def test_unless_excepts_the_command_and_not_its_neighbours() -> None:
    book = Rulebook([replace(RULE, unless="--dry-run")])
    assert found("`self-destruct --dry-run`", book) == []
    assert found("```\nself-destruct; echo --dry-run\n```", book) == ["own.rule"]


def test_of_a_word_list_each_line_has_to_be_there() -> None:
    book = Rulebook([replace(RULE, pattern="", words="óleo, oil\ncafeteira*, coffee machine", places=PROSE)])
    assert found("Put oil into the coffee  machine.", book) == ["own.rule"]
    assert found("Ponha OLEO nas cafeteiras.", book) == ["own.rule"]
    assert found("Put water into the coffee machine.", book) == []
    assert found("Put boiling water into the coffee machine.", book) == []


@pytest.mark.parametrize("pattern", ["(", "a{2000}", "(?=a)", r"(a)\1", "x" * 9_000, "(((a{50}){50}){50})"])
def test_a_pattern_that_cannot_be_used_is_named(pattern: str) -> None:
    with pytest.raises(RuleError, match=r"own\.rule"):
        Rulebook([replace(RULE, pattern=pattern)])


def test_a_word_list_without_words_is_named() -> None:
    with pytest.raises(RuleError, match=r"own\.rule"):
        Rulebook([replace(RULE, pattern="", words="a.*b")])


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+b", "(.*a){20}x", "^(a*)*b"])
def test_no_pattern_hangs_the_site(pattern: str) -> None:
    """An engine that tries one way after another would not come back from these."""
    book = Rulebook([replace(RULE, pattern=pattern, places=frozenset({Place.CODE, Place.PROSE}))])
    for text in ("a" * 29_000 + "!", "a " * 14_000):
        book.assess(passages_of(f"<p>{escape(text)}</p><pre><code>{escape(text)}</code></pre>"))


def test_shipped_rules_keep_what_rules_may_do() -> None:
    assert len({rule.key for rule in SHIPPED}) == len(SHIPPED)
    for rule in SHIPPED:
        assert 1 <= rule.severity <= 4, rule.key
        assert rule.subject is not Subject.ADVICE or rule.effect is not Effect.QUARANTINE, rule.key
        assert sum(map(bool, (rule.pattern, rule.words, rule.finder))) == 1, rule.key


@pytest.mark.parametrize("name", ["prose_seen"])
def test_dangerous_advice_in_sentences_is_told_from_its_look_alikes(name: str) -> None:
    cases = [json.loads(line) for line in (Path(__file__).parent / f"{name}.jsonl").read_text().splitlines()]
    flagged = [any(one.rule.severity >= 2 for one in BOOK.assess(passages_of(render(c["text"]).html))) for c in cases]
    right = sum(case["risky"] and is_flagged for case, is_flagged in zip(cases, flagged, strict=True))
    assert right / sum(case["risky"] for case in cases) >= 0.9
    assert right / sum(flagged) >= 0.9


def test_commands_known_to_be_dangerous_are_found(shared_data: Path) -> None:
    """The labels are those of another tool's authors: what their tool does not warn of is mostly harmless."""
    lines = (shared_data / "risky-commands" / "commands.dev.jsonl").read_text().splitlines()
    severe, unmatched = [], []
    for case in map(json.loads, lines):
        is_flagged = bool(BOOK.assess(passages_of(f"<pre><code>{escape(case['command'])}\n</code></pre>")))
        if case["severity"] in {"Critical", "High"}:
            severe.append(is_flagged)
        elif case["label"] == "not_matched":
            unmatched.append(is_flagged)
    assert sum(severe) / len(severe) >= 0.95
    assert sum(unmatched) / len(unmatched) <= 0.05
