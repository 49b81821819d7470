"""What every engine behind the adapter promises: documents in, the same visible hits out."""

import pytest

from forum.search.engine import Query, SearchEngine
from tests.search.asked import groups, keys
from tests.search.shelf import answer, entry, question


def test_any_word_finds_and_more_words_come_first(engine: SearchEngine) -> None:
    """Nobody has to guess the words of the post: one in common is enough, more are better."""
    assert keys(engine, "my printer blinks") == ["question:2", "question:3"]
    assert keys(engine, "where do I find the maintenance menu of my cable")[0] == "question:4"


def test_inflected_words_find_each_other(engine: SearchEngine) -> None:
    """A question is found by another form of its words."""
    assert keys(engine, "restarting routers")[0] == "question:1"
    assert groups(engine, "printers") == {"thread:3"}


@pytest.mark.parametrize(
    "text", ["impressoras", "configuração", "configuracao", "configurações", "CONFIGURAÇÃO", "configurac\u0327a\u0303o"]
)
def test_accents_may_be_left_out_or_typed_otherwise(engine: SearchEngine, text: str) -> None:
    """Accents, none, capitals and combining marks all find the Portuguese question."""
    assert groups(engine, text) == {"thread:5"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("E-4031", "thread:3"),
        ("4031", "thread:3"),
        ("0x80070005", "thread:3"),
        ("80070005", "thread:3"),
        ("cupsd.conf", "thread:3"),
        ("/etc/cups/cupsd.conf", "thread:3"),
        ("System32\\spool", "thread:3"),
        ("2.4.1", "thread:3"),
        ("2.4", "thread:3"),
        ("wi-fi", "thread:1"),
    ],
)
def test_what_a_screen_shows_is_found_as_written_and_in_part(engine: SearchEngine, text: str, found: str) -> None:
    """Error codes, paths, file names and versions can be pasted."""
    hits = engine.search(Query(text)).hits
    assert hits[0].group == found


def test_tags_find_their_question(engine: SearchEngine) -> None:
    """A tag is a word of its question."""
    assert groups(engine, "firmware") == {"thread:1"}


@pytest.mark.parametrize("text", ["zyzzyva", "the of and", "-router", '"" "', "((((", "*", "a:b:c", "\x00", "-", '"'])
def test_what_finds_nothing_is_no_error(engine: SearchEngine, text: str) -> None:
    """Unknown words, small words and odd signs give no hit and no error."""
    if text == "-router":
        assert groups(engine, text) == {"thread:2", "thread:3", "thread:4", "thread:5"}
    else:
        assert engine.search(Query(text)).hits == ()


def test_no_text_finds_all_newest_first(engine: SearchEngine) -> None:
    """Filters alone can be browsed."""
    assert [hit.group for hit in engine.search(Query()).hits] == [f"thread:{number}" for number in (5, 4, 3, 2, 1)]


def test_a_quoted_phrase_stands_as_written(engine: SearchEngine) -> None:
    """Quotes ask for the words in this order."""
    assert groups(engine, '"maintenance menu"') == {"thread:1", "thread:4"}
    assert groups(engine, '"menu maintenance"') == set()
    assert groups(engine, '"scheduled restart" cable') == {"thread:1"}


def test_a_word_with_a_minus_is_left_out(engine: SearchEngine) -> None:
    """The whole thread goes, wherever in it the word stands."""
    assert groups(engine, "maintenance menu -cable") == {"thread:4"}
    assert groups(engine, 'maintenance -"scheduled restart"') == {"thread:4"}


def test_a_short_option_is_not_an_exclusion(empty: SearchEngine) -> None:
    """Who pastes `rm -rf` looks for it."""
    empty.update([question(1, "What does rm -rf do")])
    assert groups(empty, "rm -rf") == {"thread:1"}


def test_thread_and_entry_are_one_hit(engine: SearchEngine) -> None:
    """The nightly restart is told in a question, an answer and an entry, and found once."""
    results = engine.search(Query("nightly connection"))
    assert [hit.group for hit in results.hits] == ["thread:1"]
    assert results.total == 1
    assert results.hits[0].entry == "entry:1"


def test_the_hit_lands_on_the_best_post(engine: SearchEngine) -> None:
    """The answer that holds the words is where the reader arrives."""
    assert keys(engine, "spooler", kind="question") == ["answer:31"]
    assert keys(engine, "cupsd", kind="question") == ["answer:32"]
    assert keys(engine, "blinks") == ["question:2"]


def test_words_spread_over_a_thread_count_together(empty: SearchEngine) -> None:
    """A thread is ranked as one text, so it comes before one that has a single of the words."""
    empty.update([question(1, "Slow", "Gadget hums."), answer(11, 1, "Gizmo clicks."), question(2, "Slow", "Gadget.")])
    assert [hit.group for hit in empty.search(Query("gadget gizmo")).hits] == ["thread:1", "thread:2"]


def test_answers_without_their_question_are_not_found(empty: SearchEngine) -> None:
    """What is left of a removed thread does not show."""
    empty.update([answer(11, 1, "Gizmo clicks.")])
    assert empty.search(Query("gizmo")).total == 0


def test_titles_weigh_double_for_questions_and_once_for_entries(empty: SearchEngine) -> None:
    """The same words in a question's title come before those in an entry's title."""
    empty.update([entry(1, 1, "Gizmo clicks", "Something else."), question(2, "Gizmo clicks", "Something else.")])
    assert keys(empty, "gizmo clicks") == ["question:2", "entry:1"]


def test_trust_moves_hits(empty: SearchEngine) -> None:
    """Of equal texts the verified comes first and the outdated last."""
    levels = ("outdated", "unreviewed", "verified")
    empty.update(question(n, "Gizmo clicks", level=level) for n, level in enumerate(levels))
    assert [hit.group for hit in empty.search(Query("gizmo")).hits] == ["thread:2", "thread:1", "thread:0"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"product": "hub"}, {"thread:1", "thread:4"}),
        ({"release": "2.0"}, {"thread:1"}),
        ({"tag": "wifi"}, {"thread:1"}),
        ({"state": "unanswered"}, {"thread:2"}),
        ({"language": "pt-BR"}, {"thread:5"}),
        ({"language": "pt"}, {"thread:5"}),
        ({"kind": "entry"}, {"thread:1"}),
        ({"trust": frozenset({"accepted", "verified"})}, {"thread:1", "thread:3"}),
        ({"product": "hub", "release": "1.9"}, {"thread:4"}),
        ({"product": "hub", "release": "9.9"}, set()),
        ({"kind": "entry", "product": "lamp"}, set()),
        ({"kind": "entry", "trust": frozenset({"disputed"})}, set()),
    ],
)
def test_filters_leave_what_fits(engine: SearchEngine, filters: dict[str, object], found: set[str]) -> None:
    """Each filter, and filters together, with and without words."""
    assert groups(engine, "", **filters) == found
    everything = "router lamp error maintenance impressora"
    assert groups(engine, everything, **filters) == found


def test_a_trust_filter_lands_on_a_post_of_that_trust(engine: SearchEngine) -> None:
    """Who asks for disputed answers arrives at one, even if another answer has the words."""
    assert keys(engine, "scheduled restart", trust=frozenset({"disputed"})) == ["answer:12"]


def test_kind_is_what_was_found(engine: SearchEngine) -> None:
    """Threads alone, or entries alone."""
    assert keys(engine, "restart", kind="entry") == ["entry:1"]
    assert "entry:1" not in keys(engine, "restart", kind="question")
    assert {hit.kind for hit in engine.search(Query("restart", kind="question")).hits} == {"question"}


def test_pages_join_to_the_whole(empty: SearchEngine) -> None:
    """Pages neither repeat nor lose a hit, equal scores included, and the total is exact on each."""
    empty.update(question(number, "Gizmo clicks") for number in range(57))
    whole = [hit.key for hit in empty.search(Query("gizmo", limit=100)).hits]
    pages = [empty.search(Query("gizmo", offset=offset, limit=10)) for offset in range(0, 70, 10)]
    assert [hit.key for page in pages for hit in page.hits] == whole
    assert {page.total for page in pages} == {57}
    assert len(set(whole)) == 57


def test_newest_first_if_asked(engine: SearchEngine) -> None:
    """Sorting by date keeps the same hits."""
    assert keys(engine, "maintenance menu", sort="newest", kind="question") == ["question:4", "answer:11"]


def test_other_peoples_documents_do_not_exist(engine: SearchEngine) -> None:
    """A folded answer is found by staff only; for others it is in no hit, total, exclusion or suggestion."""
    engine.update([answer(13, 1, "Unscrew the transformer.", audience="staff")])
    staff = frozenset({"everyone", "staff"})
    assert groups(engine, "transformer") == set()
    assert groups(engine, "transformer", audiences=staff) == {"thread:1"}
    assert groups(engine, "router -transformer") == {"thread:1"}
    assert groups(engine, '"unscrew the transformer"') == set()


def test_hidden_titles_are_not_suggested(empty: SearchEngine) -> None:
    """Spelling help never tells of a word that only hidden posts have."""
    empty.update([question(1, "Transformer hums", audience="staff"), question(2, "Lamp hums")])
    assert empty.suggest_spelling(Query("transfromer")) is None
    assert empty.suggest_spelling(Query("transfromer", audiences=frozenset({"everyone", "staff"}))) == "transformer"
    assert empty.suggest_spelling(Query("lanp", without_groups=frozenset({"thread:2"}))) is None


def test_a_warned_post_is_found_by_its_title_only(empty: SearchEngine) -> None:
    """Its body is not in the index, and the hit says so."""
    empty.update([question(1, "Gizmo clicks", "Hit it with the hammer.", title_only=True)])
    assert groups(empty, "hammer") == set()
    assert [hit.title_only for hit in empty.search(Query("gizmo")).hits] == [True]


def test_a_masked_post_counts_for_nothing(engine: SearchEngine) -> None:
    """A key or a group that is left out is in neither hits nor total, and adds nothing to its thread's rank."""
    assert groups(engine, "spooler", without_keys=frozenset({"answer:31"})) == set()
    assert groups(engine, "printing", without_keys=frozenset({"answer:31"})) == {"thread:3"}
    assert groups(engine, "printing", without_keys=frozenset({"question:3"})) == set()
    masked = engine.search(Query("maintenance", without_groups=frozenset({"thread:1"})))
    assert ([hit.group for hit in masked.hits], masked.total) == (["thread:4"], 1)


def test_a_masked_post_leaves_the_score_as_if_it_were_deleted(engine: SearchEngine) -> None:
    """Nothing about a hidden text can be read from the order of hits."""
    masked = engine.search(Query("printing cups restart", without_keys=frozenset({"answer:31"}))).hits
    engine.update([], delete=["answer:31"])
    gone = engine.search(Query("printing cups restart")).hits
    assert [hit.group for hit in masked] == [hit.group for hit in gone]


def test_each_language_has_its_own_stems(empty: SearchEngine) -> None:
    """Texts in five languages lie in one index, and a query finds its own first."""
    empty.update(
        [
            question(1, "The printers do not print any documents", language="en"),
            question(2, "Les imprimantes n'impriment aucun document", language="fr"),
            question(3, "Die Drucker drucken keine Dokumente", language="de"),
            question(4, "Las impresoras no imprimen ningún documento", language="es"),
            question(5, "As impressoras não imprimem nenhum documento", language="pt"),
        ]
    )
    assert groups(empty, "imprimerais") >= {"thread:2"}
    assert groups(empty, "gedruckte Dokumente nicht") >= {"thread:3"}
    assert keys(empty, "why is my document not printed")[0] == "question:1"
    assert keys(empty, "o documento não foi impresso")[0] == "question:5"


def test_a_language_without_an_analyzer_is_found_as_written(empty: SearchEngine) -> None:
    """Texts in any script can be searched for."""
    empty.update([question(1, "プリンターが動かない", language="ja")])
    empty.update([question(2, "Принтер не печатает", language="ru")])
    assert groups(empty, "プリンター") == {"thread:1"}
    assert groups(empty, "принтер") == {"thread:2"}


@pytest.mark.parametrize(("typed", "meant"), [("ruoter", "router"), ("conection", "connection"), ("swich", "switch")])
def test_a_misspelt_word_is_put_right(engine: SearchEngine, typed: str, meant: str) -> None:
    """A letter too few, or two in the wrong order."""
    assert engine.suggest_spelling(Query(f"my {typed} broke")) == f"my {meant} broke"


def test_known_words_are_left_alone(engine: SearchEngine) -> None:
    """No suggestion where every word is known, or none is near."""
    assert engine.suggest_spelling(Query("router connection")) is None
    assert engine.suggest_spelling(Query("zyzzyva")) is None


def test_the_query_language_is_told(engine: SearchEngine) -> None:
    """Empty where it is not clear."""
    assert engine.search(Query("how can I print")).language == "en"
    assert engine.search(Query("como posso imprimir")).language == "pt"
    assert engine.search(Query("E-4031")).language == ""


def test_an_index_is_healthy_while_it_can_be_read(engine: SearchEngine) -> None:
    """Also when it is empty, and after it was closed."""
    assert engine.is_healthy()
    engine.close()
    assert engine.is_healthy()
    engine.rebuild([])
    assert engine.is_healthy()
    assert engine.search(Query("router")).total == 0


def test_an_index_is_intact_when_every_byte_is_as_it_was_written(engine: SearchEngine) -> None:
    """After a rebuild, after updates, and as seen by another process."""
    assert engine.is_intact()
    engine.update([question(8, "Gadget")])
    assert engine.is_intact()
    engine.close()
    assert engine.is_intact()


def test_a_warned_text_that_is_in_the_index_is_found_by_none_of_its_words(engine: SearchEngine) -> None:
    """The mask names it; written anew it is found by its title."""
    masked = frozenset({"question:2", "answer:11"})
    assert engine.search(Query("blinks", without_bodies=masked)).total == 0
    assert engine.search(Query("maintenance", kind="question", without_bodies=masked)).total == 1
    engine.update([question(2, "Lamp does not answer to the switch", "It blinks twice.", title_only=True)])
    assert engine.search(Query("blinks", without_bodies=masked)).total == 0
    assert engine.search(Query("lamp", without_bodies=masked)).total == 1
