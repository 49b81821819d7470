"""Whether two posts say the same, or nearly so: each is known by a print, from which its words cannot be read.

Pure: text and key in, print out. The same words in another order, with other signs, accents and capitals, or leading
elsewhere, are the same words; another number makes another text, since it may name another fault.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forum.core.markup import Passages

# What is shorter is said by many in the same words.
WORDS = 8
# So many different words that are not among those with which everybody thanks, agrees and asks again.
TELLING = 4
# So many words at the beginning, or at the end, have to be the same before two texts are compared.
EDGE = 6
PAIRS = 32
ALIKE = 0.7

_WORD = re.compile(r"\w+")
_STOCK = """
a about after again all also always am an and any anybody anyone anything are as at back be been best both but by
can cant cannot come could day days did didnt do does doesnt doing done dont each else error even ever every
everybody everyone fine find finally first fix fixed for found from get gets getting glad go going good got great
had happen happened happens has have havent having he hello help helped helpful helps here hey hi hours how i id if
ill im in is isnt issue issues it its ive just know last later let like long lot made make many may maybe me minutes
more most much my myself need needed never new nice no nobody not nothing now of off ok okay on once one only or
other our out over perfect perfectly please post posted problem problems question really right same say see seems
since so solution solve solved solves some somebody someone something soon sorry sounds steps still such sure take
tell than thank thanks that thats the them then there these they thing things think this those time times to today
too tried try trying two until up update us use used using very wait want was way we week weeks well went were what
when where which while who why will with without work worked working works would wrong yes yesterday yet you your
youre agora ai ainda ajuda ajudar ajudou algum alguem alguma ao aos aqui assim ate bem boa boas bom certo com como
consegui conseguiu consigo da das de deu dia dias dos e ela ele em entao era erro esse esta estou eu fazer fez ficou
foi funciona funcionou gente isso isto ja la mais mas mesma mesmo meu minha muito muita na nao nada nem ninguem nos
nossa o obrigada obrigado oi ola os ou para pela pelo perfeito pergunta pessoal por porque pra problema que quem
questao resolver resolveu resposta se sem sim sobre solucao sou tambem tarde te tem tenho tentei ter teve todos tudo
um uma valeu ver vez voce voces vou
"""
STOCK = frozenset(_STOCK.split())


@dataclass(frozen=True, slots=True)
class Print:
    """What is kept of a text: digests of all its words, of the first and last ones, of its numbers, and of the pairs of
    words that follow each other.
    """

    whole: str
    head: str
    tail: str
    numbers: str
    pairs: Sequence[int]

    def is_like(self, other: "Print") -> bool:
        """Whether the two texts say the same."""
        if self.whole == other.whole:
            return True
        return self.numbers == other.numbers and _share(self.pairs, other.pairs) >= ALIKE


def print_of(text: Passages, key: bytes, title: str = "") -> Print | None:
    """Return the print of a text; None where many would say it in the same words. `key` is the site's own secret."""
    said = _words([title, *text.prose])
    if len(said) < WORDS or len(set(said) - STOCK) < TELLING:
        return None
    words = said + _words(code.text for code in text.code if code.is_block)
    digest = _keyed(key)
    pairs = {int(digest(pair)[:8], 16) for pair in pairwise(words)}
    return Print(
        whole=digest(words),
        head=digest(words[:EDGE]),
        tail=digest(words[-EDGE:]),
        numbers=digest([word for word in words if any(each.isdigit() for each in word)]),
        pairs=sorted(pairs)[:PAIRS],
    )


def _words(passages: Iterable[str]) -> list[str]:
    """Return the words as they are compared."""
    plain = unicodedata.normalize("NFKD", "\n".join(passages).casefold().replace("'", "").replace("’", ""))
    return _WORD.findall("".join(each for each in plain if not unicodedata.combining(each)))


def _keyed(key: bytes) -> Callable[[Sequence[str]], str]:
    """Return what makes a digest of words."""
    begun = hashlib.blake2b(key=hashlib.blake2b(key).digest(), digest_size=8)

    def digest(words: Sequence[str]) -> str:
        made = begun.copy()
        made.update(" ".join(words).encode())
        return made.hexdigest()

    return digest


def _share(one: Sequence[int], other: Sequence[int]) -> float:
    """Return about how much of the pairs of two texts they share, of what both have at all."""
    united = sorted({*one, *other})[:PAIRS]
    both = set(one) & set(other)
    return sum(pair in both for pair in united) / len(united) if united else 1.0
