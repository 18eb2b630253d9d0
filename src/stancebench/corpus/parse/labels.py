"""What a speaker's label tells: whether it is one, whose it is, and which role."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

from rapidfuzz.distance import Indel

from stancebench.corpus.words import words

_JOURNALIST = (
    r"q\d*|qu|question(?:er|s)?\b.*|journalists?\b.*|reporters?\b.*|(?:the )?press|media|correspondent\b.*|j|"
    r"interviewer|presenter|compere|anchor|newsreader|frage\b.*|journalistin|voice|unidentified reporter|"
    r"broadcaster|unidentified (?:journalist|reporter|speaker)|caller|unknown|zusatzfrage\b.*|nachfrage\b.*|"
    r"journalistes?\b.*|périodiste|periodista|pregunta|domanda|vraag|вопрос"
)
_AUDIENCE = r"audience\b.*|(?:an? )?participants?|crowd|student|delegates?|voices?|members?|(?:the )?congregation"
_MODERATOR = (
    r"moderator\b.*|(?:the )?chair(?:man|person|woman)?|mc|m\.c\.|operator|announcer|facilitator|host|"
    r"(?:the )?(?:acting |deputy |temporary )?(?:speaker|presiding officer)|conference operator|"
    r"(?:\w+ ){0,3}aide|white house aide|staff|(?:\w+ ){0,3}crew member"
)
_INTERPRETER = r"(?:the )?(?:\w+ )?(?:interpreter|translator)s?\b.*"
_SPOKES = (
    r"(?:.* )?sprecher(?:in)?(?: .*)?|porte-parole\b.*|(?:la |el )?portavoz\b.*|"
    r".*\bspokes(?:man|woman|person)\b.*|.*\bpress secretary\b.*|(?:a |an )?(?:senior|administration|state department|"
    r"defense|u\.?s\.?)(?: \w+){0,3} officials?(?: \w+)?|.*\bofficial(?: (?:one|two|three|\d))?|(?:the )?secretariat"
)
_ANSWER = r"a\d*|ans|answer|antwort|response|reply|réponse|respuesta|risposta|antwoord|ответ"
_RULES = tuple(
    (re.compile(pattern, re.IGNORECASE), role)
    for pattern, role in (
        (_INTERPRETER, "interpreter"),
        (_JOURNALIST, "journalist"),
        (_MODERATOR, "moderator"),
        (_SPOKES, "spokesperson"),
        (_AUDIENCE, "audience"),
        (_ANSWER, "principal"),
    )
)
OFFICE = re.compile(
    r"\b(?:spokes(?:man|woman|person)|"
    r"president|prime minister|premier|minister|secretary|chancellor|chair(?:man|woman|person)?|governor|senator|"
    r"representative|congress(?:man|woman)|king|queen|prince(?:ss)?|ambassador|commissioner|director|general|admiral|"
    r"mayor|treasurer|attorney|surgeon general|administrator|emir|sultan|pope|his (?:holiness|excellency|majesty)|"
    r"her (?:excellency|majesty)|vice[- ]president|taoiseach|high representative|managing director|p\.?m\.?|"
    r"deputy|undersecretary|under-secretary|colonel|captain|sheriff|chief|justice|judge|rapporteur|bundeskanzler(?:in)?|"
    r"bundesminister(?:in)?|staatssekretär(?:in)?|sts|président|ministre|presidente|ministro)\b",
    re.IGNORECASE,
)
HONORIFIC = re.compile(
    r"^(?:mr|mrs|ms|miss|mx|dr|sir|dame|lord|lady|baroness|prof|professor|hon|the hon|sen|rep|amb|gen|m|mme|herr|frau|"
    r"señor|señora|rev|fr|sheikh?|prince|princess|judge|justice)\b\.?",
    re.IGNORECASE,
)
_PARTICLES = words(
    "of the and for de van von der den di da du del della al el bin ibn la le les dos das do y e zu to in on "
    "at a an und für des in-law with via from as s&d epp"
)
_NOT_NAMES = re.compile(
    r"^(?:note|notes|nb|date|location|venue|place|time|subjects?|topics?|title|source|speakers?|participants?|contact|"
    r"tel|telephone|phone|fax|e-?mail|photo|video|watch|read more|related|tags|e\s*&\s*o\s*e|first(?:ly)?|"
    r"second(?:ly)?|"
    r"third(?:ly)?|fourth(?:ly)?|finally|thank you.*|dear .*|ladies and gentlemen|url|https?|released?|released by|"
    r"transcript.*|check against delivery|.*\bfollowing|for example|example|however|remember|warning|update|updated|"
    r"published|posted|see|see also|summary|abstract|introduction|conclusion|background|agenda|item|recommendation|"
    r"in favou?r|against|abstain(?:ing|ed)|absent|present|members?|annex|appendix|table|figure|ref(?:erence)?|re|to|"
    r"from|cc|attn|by|and|but|so|now|well|yes|no|okay|ok|look|again|also|then|ps|p\.s|attention|document|doc|language|"
    r"duration|author|category|keywords?|website|web|twitter|facebook|embargo(?:ed)?.*|media (?:contact|release)|"
    r"date of .*|for (?:more|further|immediate).*|symbol|distr|original|english|general|opening remarks|remarks|"
    r"questions and answers|q&a|q & a|part|chapter|section|article|lesson|point|step|number|option|fact|answer is|"
    r"result|my answer|the (?:answer|question|problem|point|issue|result|fact|bottom line)\b.*|my question|question is|"
    r"let me.*|(?:here|there|this|that|these|those|it|what|why|how|when|where|who|which|if|as|our|my|we|i|you|they|he|"
    r"she|his|her|their|your|no|yes)\b.*)$",
    re.IGNORECASE,
)


# A sentence that ends, a quotation, a sign that no name holds.
_NOT_LABEL = re.compile(
    r"[.?!;]\s+[a-z]|\b(?!(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Hon|Prof|St|Jr|Sr|Amb|Lt|Col|Capt)\.)[A-Za-z]{2,}[.?!;]\s|"
    r"[\"“”<>=|/\\@#]|\d{3}"
)


def label_role(label: str) -> str:
    """Return the role that a label names in itself, or an empty string.

    Args:
        label: A label without notes and punctuation, such as ``Q`` or ``THE INTERPRETER``.
    """
    text = label.strip(" .:").strip()
    return next((role for pattern, role in _RULES if pattern.fullmatch(text)), "")


def is_plausible(label: str) -> bool:
    """Tell whether a label has the shape of a name, an office or a known word for a speaker."""
    text = label.strip()
    if not text or len(text) > 100 or not any(char.isalpha() for char in text) or text[0].islower():
        return False
    if label_role(text):
        return True
    if HONORIFIC.match(text) and 2 <= len(text.split()) <= 4 and not re.search(r"[,;?!]", text):
        return True
    if _NOT_NAMES.match(text) or _NOT_LABEL.search(text):
        return False
    words = text.replace(",", " ").split()
    if len(words) > 12 or (words[0].lower() in _PARTICLES - {"the", "la", "le", "van", "von", "de", "al", "el", "y"}):
        return False
    return all(_name_like(word) for word in words) and any(word[:1].isupper() for word in words)


def _name_like(word: str) -> bool:
    bare = word.strip(".,'’()-–—")
    if not bare or (bare.isdigit() and len(bare) < 3):
        return True
    return (
        bare[:1].isupper()
        or bare.lower() in _PARTICLES
        or bare[:2].lower() in ("d'", "d’", "l'", "l’")
        or (bare[:3].lower() in ("al-", "el-", "as-", "an-", "ad-", "ar-"))
    )


def is_caps(label: str) -> bool:
    """Tell whether all letters of a label are capitals (``Mc`` and ``Mac`` aside)."""
    letters = re.sub(r"\b(?:Mc|Mac|De|La|Le|Van|Von)(?=[A-Z])", "", re.sub(r"^(?:The|Mrs?|Ms|Dr|Sir)\b\.?", "", label))
    found = [char for char in letters if char.isalpha()]
    return bool(found) and all(char.isupper() for char in found)


def has_title(label: str) -> bool:
    """Tell whether a label begins with an honorific or names an office."""
    return bool(HONORIFIC.match(label) and len(label.split()) > 1) or bool(OFFICE.search(label))


def surname(label: str) -> str:
    """Return the last name in a label, folded, without office and honorific; empty when only an office is there."""
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", "", label)
    text = text.split(",")[0]
    text = HONORIFIC.sub("", text.strip())
    text = OFFICE.sub("", text)
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", text) if word.lower() not in _PARTICLES]
    words = [
        word
        for word in words
        if word.lower()
        not in (
            "mp",
            "mep",
            "jr",
            "sr",
            "ac",
            "am",
            "ao",
            "cpi",
            "foreign",
            "state",
            "first",
            "national",
            "assistant",
            "acting",
        )
    ]
    capitals = [word for word in words if len(word) > 2 and word.isupper()]
    # One name in capitals among others is the family name, wherever it stands (TANAKA Ken).
    return fold(capitals[0] if len(capitals) == 1 and len(words) > 1 else words[-1]) if words else ""


def likeness(first: str, second: str, least: float) -> float:
    """Return how alike two labels are, from 0 to 1 (Ratcliff and Obershelp); 0 when it is less than `least`.

    Args:
        first: A label.
        second: Another.
        least: What counts as alike.
    """
    # The longest common subsequence is never shorter than the blocks that match, and quick to measure.
    if Indel.normalized_similarity(first, second) < least - 1e-9:
        return 0.0
    ratio = SequenceMatcher(None, first, second).ratio()
    return ratio if ratio >= least else 0.0


def fold(text: str) -> str:
    """Return a text in lower case without accents, its words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return "-".join(re.findall(r"\w+", plain.replace("'", "").replace("’", "")))
