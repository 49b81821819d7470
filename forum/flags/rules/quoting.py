"""Whether a text warns of what a rule found in it: "never run ..." is no advice to run it.

It is decided by the words around, in English and Portuguese, in plain letters. What cannot be told is advice.
"""

import re

from forum.flags.rules.matching import fold
from forum.flags.rules.rule import Place
from forum.flags.rules.units import Unit, sentences

# Words between a "never" and what it forbids.
REACH = 9

# fmt: off
_FORBIDS = re.compile(
    r"\b(?:never|do not|(?<!why )don'?t|does ?n[o']t|did ?n[o']t|should ?n[o']t|should never|must ?n[o']t|can ?no?'?t|won'?t|will not|wouldn'?t"
    r"|would not|avoid(?:s|ed|ing)?|refrain(?:s|ed|ing)? from|steer clear of|stay away from|beware|be (?:very |extremely )?(?:careful|wary)"
    r"|careful (?:with|about|not)|caution|watch out|instead of|rather than|without|(?<!why )not|nor|forbid(?:s|den)?|prohibit(?:s|ed)?|bans?|banned|prevents?|protects?|no need|no reason|no longer|nobody"
    r"|no one|warn(?:s|ed|ing)?|against|before (?:you )?(?:even )?(?:think|consider)\w*|dangers? (?:of|to)|dangerous to"
    r"|risk(?:s|y)? (?:of|to)|unsafe to|insecure to|bad idea to|terrible idea to|mistake (?:to|of|is to)|wrong to|unwise to"
    r"|reckless to|stop|scam(?:s|mers?)?|fraud(?:sters?)?|phish\w*|attackers?|hackers?|malware|malicious|intruders?|anyone who|anybody who"
    r"|(?:some|any)(?:one|body) (?:who )?(?:asks?|tells?|told|says?|claim\w*|offer\w*|advis\w*|suggest\w*)|ask(?:s|ed|ing)? (?:you|me|for|users|people|them|us|customers)"
    r"|tell(?:s|ing)? (?:you|users|people)|told (?:you|me|us|him|her|them)|so-?called|myth|harmful|disastrous"
    r"|should i|is it (?:safe|ok|okay|wise|necessary|really)|do i (?:really )?(?:have|need)|(?:can|may|could|would) i|why (?:would|should|is|does|do)|how (?:do|can|could|would|should) (?:i|we|you)|whoever|what (?:does|do|happens|would happen|is)|(?:the|this|that|bad|old|common|some) (?:advice|tip|suggestion|instructions?|guide|video|post|answer|comment)s? (?:to|of|that|which|about|telling)"
    r"|(?:^|[,.] )(?:do|did|does|is|are|was|were) (?:you|your|the|it|somebody|someone|he|she|they)"
    r"|nunca|jamais|(?<!por que )(?<!porque )nao|proib\w+|imped\w+|como (?:eu )?(?:faco|posso|desativo|desligo|desabilito|removo|ignoro)|evit(?:e|a|ar|em)|em vez de|ao inves de|no lugar de|sem|cuidado|nada de|deix(?:e|ar) de|par(?:e|ar) de"
    r"|perigo(?:so|sa)? (?:de|em)?|arriscado|ma ideia|pessima ideia|ninguem|nem|golp(?:e|es|istas?)|fraud(?:e|es|adores)|criminosos?"
    r"|(?:que|quem) (?:te |lhe |me )?(?:pe(?:ca|cam|de|dem|diu|dir|direm|cam)|mand\w*|diz\w*)|pedi(?:r|rem|u|ram|ndo)? (?:para|que|a sua|sua)|pedem|desaconselh\w*|devo|posso|e seguro|sera que)\b"
)
# They look like it and forbid nothing: "don't worry, just ...", "if it does not work ...".
_FORBIDS_NOT = re.compile(
    r"(?: (?:worry|forget|hesitate|panic|be (?:afraid|scared|shy)|mind|fret|bother|fear|have to worry|sweat)\b"
    r"| (?:just|really |even )?(?:work|help|start|connect|boot|load|install|respond|function|succeed|open|show|find|reach|see|matter|care|hurt|know|like|trust)s?\b"
    r"| (?:a )?(?:problem|issue|doubt|question|big deal|hassle|rocket|any)\b| (?:only|once|yet|sure)\b| need (?:the|that|this|those|it|any|to (?:keep|have|leave|worry))\b"
    r"| (?:se preocup\w*|esquec\w*|hesit\w*|tenha medo|tem problema|tem perigo|ha (?:problema|risco|perigo)|custa|faz mal|so|apenas|funcion\w*|adiant\w*|conect\w*|abr\w*|consegu\w*|precis\w* (?:d[aeo]|dess[ae])|e (?:dificil|nada))\b"
    r"| (?:doubt|fail|further ado|erro|duvidas?|mais delongas)\b)"
)
_BREAKS = re.compile(r"[,;](?! ?(?:or|and|nor|ou|e|nem) )|[.!?] |: (?=\S)|\b(?:but|just|then|so|simply|go ahead|except|unless|mas|entao|porem|basta|apenas|simplesmente|senao)\b")
_ADVISES = re.compile(r"\b(?:run|use|type|execute|try|enter|issue|just|simply|then|rode|use|digite|execute|tente|basta)\b[^.]{0,40}$")
_EVIL = (
    r"(?:(?:very|really|extremely|quite|so|always|highly|just|muito|bem|sempre|extremamente) )*(?:dangerous|unsafe|insecure|risky|bad|terrible|awful|harmful|wrong|reckless|foolish"
    r"|a (?:very |really )?(?:bad|terrible|horrible|dangerous|stupid|serious|huge|big|security) \w+|an? (?:mistake|scam|hole|risk|red flag|anti-?pattern)|not (?:a |the )?(?:\w+ ){0,2}(?:idea|safe|secure|recommended|advisable|needed|necessary|solution|answer|fix|acceptable|worth|wise)"
    r"|never (?:\w+ ){0,3}(?:idea|safe|secure|recommended|needed|necessary|solution|answer|acceptable|ok|okay|right|worth)|out of the question|asking for trouble|playing with fire|pedir para|pedindo para|the wrong \w+|um convite|an invitation|no substitute|nothing but trouble|discouraged|unnecessary|no (?:solution|fix|answer|way)"
    r"|perigos[oa]s?|arriscad[oa]s?|insegur[oa]s?|errad[oa]s?|(?:uma )?(?:ma|pessima|terrivel) ideia|um (?:erro|risco|perigo|golpe)|desnecessari[oa]|desaconselh\w+|proibid[oa])"
)
_CONDEMNS = re.compile(
    rf"(?<!what )(?<!thing )(?<!que )\b(?:is|are|was|be|seems|would be|can be|may be|e|sao|seria|pode ser)(?:n't| not)? (?:almost |nearly |generally |usually |quase )?{_EVIL}"
    r"|\b(?:isn't|aren't|is not|are not|is never|nao e|nunca e|nao sao)(?: \w+){0,3} (?:idea|safe|secure|recommended|advisable|needed|necessary|solution|answer|fix|seguro|segura|recomendado|recomendada|recomendavel|necessario|solucao|ideia|saida)\b"
    r"|\b(?:should|must|can|could|will|need)(?: never|n't| not)(?: ever)? (?:be|do|help|fix|solve|use|run)\b|\b(?:nao|nunca) (?:deve|devem|se deve|resolve|ajuda|faca|use|rode|execute|e preciso|adianta)\b"
    r"|\b(?:does not|doesn't|do not|don't|did not|didn't|won't|will not) (?:help|solve|fix|work|make|change|use|do|run|execute|address|improve)\b"
    r"|\b(?:got|was|were|been|is|be|foi|fui|foram|ser) (?:\w+ )?(?:hacked|infected|compromised|stolen|robbed|attacked|scammed|emptied|broken into|invadid\w+|infectad\w+|roubad\w+|hackead\w+|atacad\w+)\b|\b(?:made|makes|faz|fez) no difference\b|\bnao (?:adiant\w+|mudou|mudava)\b|\bgives? (?:attackers?|criminals|anyone|strangers)\b"
    r"|\b(?:hides?|masks?|conceals?|esconde|mascara)\b.{0,20}\b(?:problem|issue|cause|error|problema|causa|erro)\b"
    r"|\b(?:would|will|could|can|do|does)(?: not|n't| never) (?:ever )?(?:notice|know|detect|tell|protect)\b|\b(?:nao|nunca|jamais) (?:notaria|perceberia|saberia|vai (?:notar|perceber|saber)|protege)\b"
    r"|\b(?:leaves?|makes?|exposes?|opens?|puts?|invites?|turns?|lets?|allows?|deixa|expoe|abre|permite)\b.{0,40}\b(?:exposed|vulnerable|open|risk|attackers?|anyone|anybody|everyone|intercept|man-in-the-middle|mitm|insecure|unprotected|door|hole|expost[oa]s?|vulnera\w+|atacantes?|invasores?|qualquer um|ataques?|attacks?|interceptac\w+|perigos?|desproteg\w+|risco|porta|brecha)\b"
    r"|\b(?:never|don't|do not|nunca|nao) (?:do|run|use|try|execute|follow|faca|rode|use|execute|siga)\b|\bno matter (?:who|what)\b"
)
_DESTROYS = re.compile(
    r"^\W*(?:command |one |line |this |that |which |it |comando |que |isso )*(?:would|will|could|can|may|might|is going to)? ?(?:delet|wip|eras|destroy|remov|kill|overwrit|format|brick|nuke|apag|destru|exclu|format)\w*"
    r" (?:everything|all\b|your (?:whole|entire|files|disk|data|system|home|hard)|the (?:whole|entire)|tudo|todos|todas|o sistema|seu|seus)"
)
_NEXT = re.compile(
    rf"^\W*(?:please |por favor,? )?(?:don't|do not|never|nao|nunca|jamais) (?:do|run|use|try|follow|execute|fall|believe|ever|listen|faca|rode|use|execute|siga|caia|acredite)\b|^\W*(?:this|that|it|doing so|doing that|isso|isto)(?:'s| is| was| e|) (?:\w+ )?{_EVIL}"
    r"|^\W*(?:no!|no,|wrong|bad advice|terrible advice|errado|pessimo conselho)"
)
_HEADING = re.compile(
    r"\b(?:common mistakes?|bad (?:advice|examples?|ideas?)|(?:things|commands|what) (?:to avoid|not to)|not to do|anti-?patterns?|red flags?|signs? of a scam|typical scams?"
    r"|known scams?|sinais de golpe|exemplos? de golpes?|o que nao fazer|erros comuns|maus conselhos|golpe comum)\b"
)
_SPACES = re.compile(r"\s+")
_ENDED = re.compile(r"[.!?]\s+$")
_COMMENT = re.compile(r"#|//|--|/\*|\brem\b|\becho\b|\bprint")
# fmt: on


def is_warned_of(unit: Unit, start: int, end: int) -> bool:
    """Whether what stands at these places of a command, sentence or address is warned of, and not advised."""
    before, after = unit.plain[:start].lower(), unit.plain[end:].lower()
    around, beyond = (fold(_SPACES.sub(" ", each)).lower() for each in (unit.before, unit.after))
    if unit.place is Place.CODE:
        if _COMMENT.search(before) and _forbidden(before):
            return True
        lead, trail = _last(around), _first(beyond)
        is_led = _forbidden(lead) or bool(_HEADING.search(lead))
        return is_led or _condemned(lead, trail) or bool(_NEXT.search(_second(beyond)))
    if unit.place is Place.LINKS:
        return False
    is_told = _forbidden(before) or bool(_HEADING.search(around)) or _condemned(before, after)
    return is_told or bool(_NEXT.search(beyond))


def is_contradicted(unit: Unit, end: int) -> bool:
    """Whether what stands beside a sentence speaks against what it says up to a place: "Don't do that." behind it."""
    rest = " ".join([*sentences(unit.plain[end:])[1:], unit.after])
    before, after = (fold(_SPACES.sub(" ", each)).lower() for each in (unit.before, rest))
    return bool(_HEADING.search(before) or _NEXT.search(after))


def _forbidden(text: str) -> bool:
    """Whether a text ends in the reach of a word that forbids."""
    for match in _FORBIDS.finditer(text):
        gap = text[match.end() :]
        if _FORBIDS_NOT.match(gap):
            continue
        if len(gap.split()) <= REACH and not _BREAKS.search(gap.rstrip(" :`\"'(")):
            return True
    return False


def _condemned(before: str, after: str) -> bool:
    """Whether what follows says that it is bad."""
    if _CONDEMNS.search(_until_turn(after)):
        return True
    return bool(_DESTROYS.search(after)) and not _ADVISES.search(before)


def _until_turn(text: str) -> str:
    """Return a text up to where it turns around: "... is unsafe, but it works"."""
    return re.split(r"\b(?:but|however|mas|porem)\b", text, maxsplit=1)[0][:200]


def _last(text: str) -> str:
    """Return the sentence that a text ends in: nothing where a new one begins."""
    if _ENDED.search(text):
        return ""
    found = sentences(text)
    return found[-1] if found else ""


def _first(text: str) -> str:
    """Return the rest of a sentence."""
    found = sentences(text)
    return found[0] if found else ""


def _second(text: str) -> str:
    """Return the sentence after the rest of one, or that rest where it is one by itself."""
    found = sentences(text)
    if text[:1] in {".", "!", "?"}:
        return found[1] if len(found) > 1 else ""
    return found[0] if found else ""
