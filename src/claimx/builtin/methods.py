"""The paper's own method, from its title and from what its abstract introduces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimx import names
from claimx.builtin.clauses import Phrase, Sentence
from claimx.builtin.lexicon import DETERMINERS, PREPOSITIONS, SUBORDINATORS, forms
from claimx.builtin.naming import COMMON, KINDS, is_metric, looks_like_name
from claimx.builtin.verbs import is_adverb, verb_class
from claimx.text import word_set

__all__ = ["ANY_KIND", "INTRODUCE", "PLAIN", "Owner", "own_method"]

INTRODUCE = frozenset(
    forms(
        "propose present introduce develop design describe release build/built devise derive create unveil offer"
        " formulate contribute construct"
    )
)
"""Verbs by which a paper brings in what is its own."""
_STUDY = frozenset(
    forms(
        "study investigate explore examine leverage employ adopt revisit extend apply use utilize analyze scale train"
    )
)
_CALLED = word_set("called named dubbed termed coined namely denoted")
_CALL = word_set("call term dub")
_REFER = word_set("refer denote name call term dub referred")
_USUALLY = word_set("so often commonly is are widely")
_APPOSED_ENDS = word_set(", . ( that which")
_OWNED = word_set("our we resulting new this called proposed")
_SPEAKERS = word_set("we paper work article study research i authors report")
ANY_KIND = word_set("method approach framework technique model system algorithm work solution strategy scheme")
PLAIN = word_set(
    "our the this these proposed new novel simple full final best resulting that such method's alternative different"
    " various several two three key practical single general powerful"
)
_BARE = word_set(
    "testbed dataset datasets benchmark benchmarks objectives knowledge data defense innovations components"
)
"""Nouns that, with nothing but plain words before them, name nothing."""
_ASPECTS = word_set(
    "use effect effects impact role influence importance potential feasibility performance behavior ability abilities"
    " efficacy effectiveness application question questions relationship extent"
)
_ASKING = word_set("how whether what why which if to")
_GENERAL = word_set(
    "large language model models vision neural network networks training data deep learning transformers"
)
_STUDIES = re.compile(
    r"\b(?:demonstrations?|stud(?:y|ies)|analys[ie]s|reports?|evaluations?|investigations?|experiments?|evidence"
    r"|results?|explorations?|surveys?|reviews?|overview|comparisons?|insights?|findings?|examples?|perspectives?"
    r"|positions?|arguments?|proofs?|issues?|problems?|challenges?|concepts?|hypothes[ie]s|(?<!-)tuning)$",
    re.IGNORECASE,
)
"""What papers present that is no method."""
_TITLE_HEAD = re.compile(r"([^:]{2,60}?)\s?[:–—]\s")
_ACRONYM = re.compile(r"\s?\(([a-z]?[A-Z][\w+.-]{1,20})\)")


@dataclass(frozen=True, slots=True)
class Owner:
    """The paper's own method."""

    name: str | None
    """Its name, with what it stands for where the abstract says so; None where the paper names none."""
    kind: str | None
    """What the paper calls it where it has no name: `layered cache`."""

    @property
    def said(self) -> str:
        """The name, or else the description, or else what every paper has."""
        return self.name or self.kind or "our method"


def own_method(title: str, parts: Sequence[Sentence]) -> Owner:
    """The paper's own method: named in the title, introduced or coined, set in apposition, or only described."""
    text = parts[0].text if parts else ""
    coined = [name for part in parts for name in _coined(part)]
    introduced = [found for part in parts for found in _introduced(part) if found.upper() not in COMMON]
    named = coined + [found for found in introduced if looks_like_name(found)]
    head, spoken_of = _title_name(title, text)
    if head and not any(_overlap(head, found) for found in named) and (spoken_of or not named):
        return Owner(head, None)
    if named:
        return Owner(next((name for name in named if head and _overlap(head, name)), named[0]), None)
    described = [found for found in introduced if not _is_plain(found)]
    apposed = [name for part in parts for name in _apposed(part)]
    if apposed and not described:
        return Owner(apposed[0], None)
    described = described or [found for part in parts for found in _studied(part) if not _is_plain(found)]
    kinds = [found for found in described if found.split()[-1].lower() in KINDS]
    kind = _title_topic(title, text) or next(iter(kinds or described), None)
    return Owner(_defined(parts) or (_title_coinage(title) if introduced and not kind else None), kind)


def _overlap(one: str, other: str) -> bool:
    return one.lower() in other.lower() or other.lower() in one.lower()


def _is_plain(found: str) -> bool:
    return all(word.lower() in KINDS or word.lower() in PLAIN or word.lower() in _BARE for word in found.split())


def _title_name(title: str, text: str) -> tuple[str | None, bool]:
    """The name that a title begins with, if it does (`Larch: ...`), and whether the abstract has it too."""
    match = _TITLE_HEAD.match(title)
    if match is None:
        return None, False
    head = match[1].strip()
    known = names.folded(head) in names.folded(text)
    made_up = any(c.isupper() for word in head.split() for c in word[1:]) and len(head.split()) < 3
    named = len(head.split()) <= 4 and looks_like_name(head) and (known or made_up)
    return (head if named else None), known


def _title_coinage(title: str) -> str | None:
    """The two or three capitalised words before a title's colon, where the abstract names no method."""
    match = _TITLE_HEAD.match(title)
    words = match[1].split() if match else []
    plain = all(word.lower() in _GENERAL for word in words)
    coined = 1 < len(words) < 4 and not plain and all(word[0].isupper() for word in words)
    return " ".join(words) if coined and words[0].lower() not in DETERMINERS | _ASKING else None


def _title_topic(title: str, text: str) -> str | None:
    """What a title begins with, up to its first verb or preposition, where the abstract speaks of it too."""
    words: list[str] = []
    for word in title.replace(":", " : ").split():
        low = word.lower()
        if low in PREPOSITIONS or low in SUBORDINATORS or low == ":" or (words and verb_class(low) is not None):
            break
        if low not in DETERMINERS:
            words.append(word)
    topic = " ".join(words)
    plain = all(word.lower() in _GENERAL for word in words)
    known = names.folded(topic).removesuffix("s") in names.folded(text)
    return topic if 1 < len(words) < 6 and known and not plain else None


def _coined(part: Sentence) -> Iterator[str]:
    """Names that a sentence gives: `called Larch`, `a step we term slow mixing`, `refer to it as Larch-S`."""
    for index, token in enumerate(part.tokens):
        before = part.low(index - 1)
        phrase = part.noun_after(index + 1)
        if not phrase.text:
            continue
        if token.low in _CALLED or (token.low in _CALL and before == "we"):
            words = len(phrase.text.split())
            new = 1 < words < 6 and before not in _USUALLY and part.low(index + 1) not in DETERMINERS
            if new or looks_like_name(phrase.text):
                yield _with_acronym(part, _pair(part, index, phrase) or _name_within(part, phrase))
        elif token.text == ":" and _method_awaits(part, index) and part.low(phrase.last) in (",", ".", "("):
            if len(phrase.text.split()) < 6:
                yield _with_acronym(part, phrase)
        elif token.low == "as" and looks_like_name(phrase.text) and _refers(part, index):
            yield _with_acronym(part, phrase)


def _pair(part: Sentence, index: int, phrase: Phrase) -> Phrase | None:
    """Both names of `two steps, namely slow mixing and late pooling,`."""
    other = part.noun_after(phrase.last + 1)
    paired = part.low(index) == "namely" and part.low(phrase.last) == "and" and other.text
    return part.phrase(phrase.first, other.last) if paired else None


def _method_awaits(part: Sentence, colon: int) -> bool:
    """Whether a sentence announces a method that its colon brings: `we find an approach that works: X, which`."""
    return _paper_speaks(part, colon, reach=20) and any(
        part.low(i) in ANY_KIND for i in range(max(0, colon - 12), colon)
    )


def _refers(part: Sentence, index: int) -> bool:
    return any(part.low(i) in _REFER for i in range(max(0, index - 10), index))


def _introduced(part: Sentence) -> Iterator[str]:
    """What a sentence introduces: a name, or a description where there is no name."""
    for index, token in enumerate(part.tokens):
        if token.low not in INTRODUCE:
            continue
        if token.low.endswith("ed") and part.low(index - 1) in ("is", "are"):
            phrase = part.noun_after(_begin(part, index - 1))
        elif _paper_speaks(part, index, reach=8):
            phrase = part.noun_after(index + (2 if part.is_number(index + 1) else 1))
        else:
            continue
        if phrase.text and not _STUDIES.search(phrase.text):
            yield _best_of(part, phrase)


def _studied(part: Sentence) -> Iterator[str]:
    """What a paper that proposes nothing looks into: `we study sparse upcycling`, `we explore the use of X`."""
    for index, token in enumerate(part.tokens):
        if token.low not in _STUDY or not _paper_speaks(part, index, reach=3) or part.low(index + 1) in _ASKING:
            continue
        phrase = part.noun_after(index + 1)
        if _is_aspect(phrase) and part.low(phrase.last) == "of":
            phrase = part.noun_after(phrase.last + 1)
        if phrase.text and not _is_aspect(phrase) and not is_metric(phrase.text) and not _STUDIES.search(phrase.text):
            yield _with_acronym(part, phrase)


def _is_aspect(phrase: Phrase) -> bool:
    return phrase.text.split(" ")[-1].lower() in _ASPECTS


def _apposed(part: Sentence) -> Iterator[str]:
    """Names set between commas behind what they name: `our model, Larch, reaches`."""
    for index, token in enumerate(part.tokens[:-1]):
        if token.text == "," and part.low(index + 1) == "our" and index < 4 and not is_adverb(part.low(0)):
            closed = part.low(part.noun_after(index + 1).last) == ","
            if closed and looks_like_name(part.words(0, index)):
                yield part.words(0, index)
        owned = any(part.low(i) in _OWNED for i in range(max(0, index - 9), index))
        if token.text == "," and part.low(index - 1) in KINDS and owned:
            phrase = part.noun_after(index + 1)
            if phrase.text and part.tokens[index + 1].text[0].isupper() and part.low(phrase.last) in _APPOSED_ENDS:
                yield _with_acronym(part, phrase)


def _defined(parts: Sequence[Sentence]) -> str | None:
    """The first name whose initials the paper gives once it speaks of itself: `Larch Decoding (LD)`."""
    spoken = False
    for part in parts:
        spoken = spoken or _paper_speaks(part, len(part.tokens), reach=len(part.tokens))
        for index in range(1, len(part.tokens) - 2 if spoken else 0):
            acronym = part.tokens[index + 1].text
            bracketed = part.tokens[index].text == "(" and part.tokens[index + 2].text == ")"
            if not bracketed or not acronym.isupper() or not 2 <= len(acronym) <= 6 or acronym in COMMON:
                continue
            words = part.words(max(0, index - len(acronym)), index).replace("-", " ").split()[-len(acronym) :]
            if "".join(word[0] for word in words).upper() == acronym:
                return f"{' '.join(words)} ({acronym})"
    return None


def _paper_speaks(part: Sentence, index: int, *, reach: int) -> bool:
    return any(part.low(i) in _SPEAKERS for i in range(max(0, index - reach), index))


def _begin(part: Sentence, end: int) -> int:
    """Where the subject that ends at a token begins: behind the last comma or at the sentence's beginning."""
    first = end
    while first > 0 and part.low(first - 1) not in (",", ";", ":") and end - first < 15:
        first -= 1
    return first


def _best_of(part: Sentence, phrase: Phrase) -> str:
    """Of `a new cache, Larder, that ...` the name; of `layered caching (LC)` both."""
    if part.low(phrase.last) in (",", "—", "–", "-"):
        apposed = part.noun_after(phrase.last + 1)
        closed = part.low(apposed.last) in (",", ".", "—", "–", "-", "(")
        short = part.tokens[phrase.first].text.islower() and len(apposed.text.split()) < 4
        own = part.low(phrase.last + 1) not in ("a", "an", "which", "that")
        if apposed.text and closed and own and (short or looks_like_name(apposed.text)):
            return _with_acronym(part, apposed)
    return _with_acronym(part, _name_within(part, phrase))


def _name_within(part: Sentence, phrase: Phrase) -> Phrase:
    """Of `new architecture Larder` the name; `Law of Larders` whole."""
    begins = part.tokens[phrase.first].text
    tail = part.noun_after(phrase.last + 1)
    if part.low(phrase.last) == "of" and begins[0].isupper() and tail.text[:1].isupper():
        return part.phrase(phrase.first, tail.last)
    first = phrase.last
    while first > phrase.first and looks_like_name(part.tokens[first - 1].text):
        first -= 1
    return part.phrase(first, phrase.last) if phrase.first < first < phrase.last and begins.islower() else phrase


def _with_acronym(part: Sentence, phrase: Phrase) -> str:
    match = _ACRONYM.match(part.text, part.tokens[phrase.last - 1].end)
    return f"{phrase.text} ({match[1]})" if match else phrase.text
