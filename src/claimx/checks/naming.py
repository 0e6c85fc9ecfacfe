"""Whether a text names something: by the very name, its acronym or long form, or most of its words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from claimx.text import Span, word_set

__all__ = ["Wording", "folded", "parts", "places"]

_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"^([^()]*)\(([^()]+)\)(.*)$", re.DOTALL)
_STOPWORDS = word_set(
    "a an the of in on for to with and or by at as from into over under than that which is are was were be it"
    " its their this these those our we using via per vs versus both all each any other others one most more less"
    " own not no when where while against between among across during after before through"
)
_COMPARATIVE = re.compile(r"(?:larg|small|long|short|high|low|bett|few|bigg|deep|wid|fast|slow|strong|weak)er")
_ENDING = re.compile(r"(?<=\w{4})(?:ing|ed|ers?|ions?|ly|e?s)$")
_FORMS = (
    ("ization", "ize"), ("isation", "ise"), ("ification", "ify"), ("bility", "ble"), ("acy", "ate"),
    ("ency", "ent"), ("ence", "ent"), ("ancy", "ant"), ("ance", "ant"),
)  # fmt: skip
_SUFFIX = re.compile(
    r"(?<=\w{4})(?:ness(?:es)?|ful(?:ly)?|less|[ai]ble|ally|ly|ments?|ities|ity|ies|ied|ings?|ed|ers?|ors?|ions?|ive|als?"
    r"|ents?|ants?|es|s|e|y)$"
)
_LONGEST_NAME = 200


def folded(text: str) -> str:
    """The letters and digits of a text, compatibility forms and case folded: `GPT-4` and `gpt 4` are the same."""
    return "".join(_words(text))


def parts(name: str) -> tuple[str, ...]:
    """A name, and where it has brackets what stands outside and inside them: `Monarch Mixer (M2)` has three."""
    name = name[:_LONGEST_NAME]
    bracketed = _BRACKETS.match(name)
    if bracketed is None:
        return (name,)
    outside = f"{bracketed[1].strip()} {bracketed[3].strip()}".strip()
    return tuple(part for part in (name, outside, bracketed[2].strip()) if part)


def places(name: str, text: str, start: int, end: int) -> tuple[Span, ...]:
    """Where `text[start:end]` has a name as whole words, by the first of its parts that stands there.

    Case, hyphens, spaces and a plural s are equal; what is left of a lost dash (`x2014`) ends a word.
    """
    for part in parts(name):
        words = _WORD.findall(part)
        if not words:
            continue
        spelt = r"[\W_]{0,3}".join(map(re.escape, words))
        pattern = re.compile(rf"(?<![^\W_]){spelt}s?(?=[\W_]|$|x20\d\d)", re.IGNORECASE)
        if found := tuple(Span(*match.span()) for match in pattern.finditer(text, start, end)):
            return found
    return ()


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text, ready to be asked for names."""

    _flat: str
    _starts: frozenset[int]
    _ends: frozenset[int]
    _sorted: tuple[str, ...]
    _stems: frozenset[str]
    _initials: str

    @classmethod
    def of(cls, text: str) -> Wording:
        """The words of `text`."""
        words = _words(text)
        starts, ends, at = [], [], 0
        for word in words:
            starts.append(at)
            at += len(word)
            ends.append(at)
        distinct = tuple(sorted(set(words)))
        stems = frozenset(map(_stem, distinct))
        return cls("".join(words), frozenset(starts), frozenset(ends), distinct, stems, "".join(w[0] for w in words))

    def names(self, name: str) -> bool:
        """Whether the text has the very name as whole words; case, hyphens, spaces and a plural s are equal."""
        wanted = folded(name)
        return any(self._stands(form) for form in (wanted, f"{wanted}s", wanted.removesuffix("s")) if form)

    def share(self, name: str) -> float:
        """The share of the content words of a name that the text has, in whatever form: 0 to 1; 0 where it has none."""
        wanted = [word for word in _WORD.findall(_normal(name)) if word.casefold() not in _STOPWORDS]
        if not wanted:
            return 0.0
        return sum(self._has_kin(word) for word in wanted) / len(wanted)

    def lacks_a_proper_name(self, name: str) -> bool:
        """Whether a word of the name that can only be a proper name (GPT4o, LoRA, PEFT) is nowhere in the text."""
        return any(
            not (self.names(word) or (word.isupper() and len(word) > 2 and word.casefold() in self._initials))
            for word in _WORD.findall(_normal(name))
            if len(word) > 1 and (any(c.isupper() for c in word[1:]) or _mixed(word))
        )

    def _stands(self, wanted: str) -> bool:
        at = self._flat.find(wanted)
        while at >= 0:
            if at in self._starts and at + len(wanted) in self._ends:
                return True
            at = self._flat.find(wanted, at + 1)
        return False

    def _has_kin(self, word: str) -> bool:
        """Whether the text has the word in some form: `trained` is kin to `training`, `helpfulness` to `helpful`."""
        plain = word.casefold()
        if len(plain) < 5 or any(c.isdigit() for c in plain) or _COMPARATIVE.fullmatch(plain):
            return self.names(plain) or any(self.names(plain + ending) for ending in _inflections(plain))
        if _stem(plain) in self._stems:
            return True
        stem = min(plain[: max(4, round(0.7 * len(plain)))], _ENDING.sub("", plain), key=len)
        at = bisect_left(self._sorted, stem)
        return (at < len(self._sorted) and self._sorted[at].startswith(stem)) or self._stands(plain)


def _inflections(word: str) -> tuple[str, ...]:
    """What may be added to a short word of four letters: `ing` and `ping` to drop."""
    endings = ("ed", "ing", f"{word[-1]}ed", f"{word[-1]}ing")
    return endings if len(word) == 4 and word.isalpha() else ()


def _stem(word: str) -> str:
    """A folded word without its endings of inflection and derivation: `prun` of prune, pruning and pruned."""
    for ending, verb in _FORMS:
        if word.endswith(ending):
            word = word.removesuffix(ending) + verb
            break
    word = _SUFFIX.sub("", _SUFFIX.sub("", word))
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word


def _mixed(word: str) -> bool:
    return any(c.isdigit() for c in word) and any(c.isalpha() for c in word)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _words(text: str) -> list[str]:
    return _WORD.findall(_normal(text).casefold())
