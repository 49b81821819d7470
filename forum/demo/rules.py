"""What makes a script possible: names that exist, an order of time that can be, acts that the person may do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from forum.demo import policy, script
from forum.questions.trust import VerdictKind

DAY = timedelta(days=1)


def problems(community: script.Community) -> list[str]:
    """Return one line for everything that cannot be played; an empty list means that all is well."""
    found = [*_catalogue(community), *_people(community)]
    if found:
        return found
    for question in community.questions:
        found += _thread(community, question)
    return [*found, *_twice("question", (question.key for question in community.questions))]


def _twice(noun: str, names: Iterable[str]) -> Iterator[str]:
    """Yield a line for each name that is used more than once."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{noun} {name}: the name is used twice"
        seen.add(name)


def _catalogue(community: script.Community) -> Iterator[str]:
    """Yield what is wrong with products and tags."""
    yield from _twice("product", (product.key for product in community.products))
    yield from _twice("tag", (word for tag in community.tags for word in (tag.name, *tag.synonyms)))
    for product in community.products:
        yield from _twice(f"product {product.key}: release", (release.name for release in product.releases))
        ages = [release.ago for release in product.releases]
        if ages != sorted(ages, reverse=True):
            yield f"product {product.key}: releases must stand oldest first"


def _people(community: script.Community) -> Iterator[str]:
    """Yield what is wrong with the cast."""
    yield from _twice("person", (person.key for person in community.people))
    known = {product.key for product in community.products}
    for person in community.people:
        for product in sorted(set(person.products) - known):
            yield f"person {person.key}: there is no product {product}"


def _thread(community: script.Community, question: script.Question) -> Iterator[str]:
    """Yield what is wrong in one thread."""
    where = f"question {question.key}"
    names = {person.key for person in community.people}
    unknown = {name for name in _everybody(question) if name not in names}
    if unknown:
        yield f"{where}: unknown people: {', '.join(sorted(unknown))}"
        return
    yield from _twice(f"{where}: answer", (answer.key for answer in question.answers))
    yield from _about_question(community, question, where)
    yield from _times(community, question, where)
    yield from Play(community, question, where).problems()


def _everybody(question: script.Question) -> Iterator[str]:
    """Yield the key of everybody who does something in the thread."""
    for post in (question, *question.answers):
        yield post.by
        for act in post.acts:
            yield act.by


def _about_question(community: script.Community, question: script.Question, where: str) -> Iterator[str]:
    """Yield what is wrong with the question's own values."""
    for tag in sorted(set(question.tags) - {tag.name for tag in community.tags}):
        yield f"{where}: there is no tag {tag}"
    release = community.product(question.product).release(question.release)
    if release is None:
        yield f"{where}: there is no release {question.release} of {question.product}"
    elif release.ago < question.ago:
        yield f"{where}: release {release.name} was not out yet"
    fresh = {script.Ending.UNANSWERED: question.ago < DAY, script.Ending.OVERDUE: question.ago > DAY}.get(
        question.expect
    )
    if fresh is not None and (question.answers or not fresh):
        yield f"{where}: cannot end as {question.expect}"


def _times(community: script.Community, question: script.Question, where: str) -> Iterator[str]:
    """Yield what happens before it can or after today."""
    for post in (question, *question.answers):
        dones: list[script.Done] = [post, *post.acts]
        for done in dones:
            if done.ago <= timedelta(0):
                yield f"{where}: something that {done.by} does lies in the future"
            if done.ago > post.ago or post.ago > question.ago:
                yield f"{where}: something that {done.by} does comes before the post that it is about"
            if done.ago > community.person(done.by).joined:
                yield f"{where}: {done.by} had not joined yet"


@dataclass
class _Post:
    """An answer on the way through its acts."""

    answer: script.Answer
    text: str
    marks: set[tuple[str, str]] = field(default_factory=set)
    reported: int = 0


class Play:
    """Goes through one thread in the order of time and asks of every act whether it is possible at that moment."""

    def __init__(self, community: script.Community, question: script.Question, where: str) -> None:
        """Take the thread, and the words by which errors name it."""
        self.community, self.question, self.where = community, question, where
        self.product = community.product(question.product)
        self.accepted: str | None = None
        self.text = question.body

    def problems(self) -> Iterator[str]:
        """Yield a line for every act that is not possible."""
        for act in self.question.acts:
            for found in self._on_question(act):
                yield f"{self.where}: {act.by}: {found}"
        posts = {answer.key: _Post(answer, answer.body) for answer in self.question.answers}
        acts = [(act, answer.key) for answer in self.question.answers for act in answer.acts]
        for act, key in sorted(acts, key=lambda pair: -pair[0].ago):
            for found in self._on_answer(act, posts[key]):
                yield f"{self.where}: answer {key}: {act.by}: {found}"

    def _person(self, act: script.Act) -> script.Person:
        """Return who acts."""
        return self.community.person(act.by)

    def _on_question(self, act: script.Act) -> Iterator[str]:
        """Yield why an act about the question is not possible."""
        asker = self.question.by
        match act:
            case script.Vote() if act.by == asker:
                yield "votes on an own post"
            case script.Edit() if act.by != asker or self.text.count(act.find) != 1:
                yield f"cannot edit: {act.find!r} must stand once in an own text"
            case script.Edit():
                self.text = self.text.replace(act.find, act.replace)
            case script.Close():
                if not policy.can_decide(self._person(act), self.question.product, asker):
                    yield "may not close the question"
            case script.Vote() | script.Comment():
                pass
            case _:
                yield f"{type(act).__name__} does not stand under a question"

    def _on_answer(self, act: script.Act, post: _Post) -> Iterator[str]:
        """Yield why an act about an answer is not possible, and remember what it changed."""
        match act:
            case script.Vote() | script.Outcome():
                yield from self._mark(act, post)
            case script.Accept() | script.Unaccept():
                yield from self._acceptance(act, post)
            case script.Edit():
                yield from self._edit(act, post)
            case script.Verdict():
                yield from self._verdict(act, post)
            case script.Correction() | script.Tell():
                yield from self._tell(act, post) if isinstance(act, script.Tell) else self._correction(act, post)
            case script.Report() | script.Decision():
                yield from self._report(act, post)
            case script.Close():
                yield "an answer cannot be closed"

    def _mark(self, act: script.Vote | script.Outcome, post: _Post) -> Iterator[str]:
        """Refuse a vote or an outcome on an own post, and a second one."""
        what = "votes" if isinstance(act, script.Vote) else "says whether it worked"
        if act.by == post.answer.by:
            yield f"{what} on an own post"
        if (act.by, what) in post.marks:
            yield f"{what} twice"
        post.marks.add((act.by, what))
        if isinstance(act, script.Outcome):
            yield from self._released(act, act.release)

    def _released(self, act: script.Act, name: str) -> Iterator[str]:
        """Refuse a release that is unknown or was not out at that time."""
        release = self.product.release(name)
        if release is None:
            yield f"there is no release {name}"
        elif release.ago < act.ago:
            yield f"release {name} was not out yet"

    def _acceptance(self, act: script.Act, post: _Post) -> Iterator[str]:
        """Only the asker marks, one answer at a time."""
        wanted = post.answer.key if isinstance(act, script.Unaccept) else None
        if act.by != self.question.by:
            yield "only the asker accepts"
        if self.accepted != wanted:
            yield f"accepted is {self.accepted or 'none'} at that time"
        self.accepted = post.answer.key if isinstance(act, script.Accept) else None

    def _edit(self, act: script.Edit, post: _Post) -> Iterator[str]:
        """The author mends, or the product's staff."""
        if not policy.can_mend(self._person(act), self.question.product, post.answer.by):
            yield "may not edit this answer"
        if post.text.count(act.find) != 1:
            yield f"{act.find!r} must stand once in the text of that time"
        post.text = post.text.replace(act.find, act.replace)

    def _verdict(self, act: script.Verdict, post: _Post) -> Iterator[str]:
        """An engineer of the product judges what another wrote; each kind has what it needs."""
        if not policy.can_judge(self._person(act), self.question.product, post.answer.by):
            yield "may not judge this answer: not an engineer of the product, or its author"
        for name in (*act.releases, *((act.since_release,) if act.since_release else ())):
            yield from self._released(act, name)
        if (act.kind is VerdictKind.CONDITIONAL) != bool(act.condition):
            yield "a conditional verdict, and no other, names its condition"
        if (act.kind is VerdictKind.OUTDATED) != bool(act.since_release):
            yield "an outdated verdict, and no other, names the release since when"
        if act.kind in (VerdictKind.INCORRECT, VerdictKind.UNSAFE) and not act.note:
            yield f"{act.kind} needs a note for the reader"
        if (act.kind is VerdictKind.OUTDATED) == bool(act.releases):
            yield "a verdict names its releases, an outdated one none"

    def _tell(self, act: script.Tell, post: _Post) -> Iterator[str]:
        """The product's staff tells people of what another wrote, and names what is right."""
        if not policy.can_tell(self._person(act), self.question.product, post.answer.by):
            yield "may not tell people of this answer"
        if act.instead not in {each.key for each in self.question.answers if each.ago > act.ago}:
            yield f"there is no answer {act.instead} at that time"

    def _correction(self, act: script.Correction, post: _Post) -> Iterator[str]:
        """An engineer corrects a passage that stands there."""
        if not policy.can_correct(self._person(act), self.question.product, post.answer.by):
            yield "may not correct this answer"
        if post.text.count(act.passage) != 1:
            yield f"{act.passage!r} must stand once in the text of that time"

    def _report(self, act: script.Report | script.Decision, post: _Post) -> Iterator[str]:
        """People report what others wrote; a moderator of the product decides about what was reported."""
        if isinstance(act, script.Report):
            post.reported += 1
            if act.by == post.answer.by:
                yield "reports an own post"
            if act.hazard and not policy.can_name_hazard(self._person(act), self.question.product):
                yield "may not name a hazard"
            return
        if not policy.can_decide(self._person(act), self.question.product, post.answer.by):
            yield "may not decide about this answer"
        if not post.reported:
            yield "decides about something that nobody reported"
        post.reported = 0
