"""The name that a paper gives its own method: in its title, or where its abstract introduces or coins one.

A paper names its method at the beginning of its title (`Larch: ...`), where it says that it proposes something (`we
introduce Larch`, `we propose Layered Caching (LC)`, `a new cache, Larch, that`) or where it coins a name (`called
Larch`, `which we term Larch`). Only a proper name counts: a word with a capital or a digit that it did not get by
beginning a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimx.names.acronyms import definitions
from claimx.names.metrics import metric
from claimx.names.spelling import folded
from claimx.text import sentences, word_set

__all__ = ["is_general", "own_name"]

_TITLE_HEAD = re.compile(r"(?P<head>[^:]{2,60}?)\s?[:–—]\s")
_GENERAL = word_set(
    "large language model models vision neural network networks training data deep learning transformer transformers"
    " llm llms lm lms mllm mllms vlm vlms lvlm lvlms plm plms slm slms dnn dnns cnn cnns gnn gnns nlp ai ml rl qa gpu"
    " gpus rag rlhf sft moe cot github huggingface hugging face gpt chatgpt attention english chinese bayesian monte"
    " carlo markov gaussian"
)
"""Words with capitals that are nobody's own name."""
_NAME = r"(?:[a-z]?[A-Z](?:[\w+²³]|-(?![a-z]+\b))*(?:\.\d)?|[a-z]+[A-Z\d](?:[\w+]|-(?![a-z]+\b))*)"
_WHOLE = rf"(?P<name>{_NAME}(?:(?: of(?: the)?)? {_NAME}){{0,4}})"
_PROPER = re.compile(rf"(?<![\w-]){_WHOLE}(?![\w-])")
_INTRODUCES = (
    r"(?:propos|introduc|present|develop|design|releas|describ|build|devis|creat|unveil|offer|formulat|contribut|construct|train)"
    r"(?:e|es|s|ed|ing)?"
)
_SPEAKER = r"\b(?:we|paper|work|study|report|article)\b"
_PROPOSAL = re.compile(rf"{_SPEAKER}[^.;]{{0,60}}?\b{_INTRODUCES}\b|\b(?:is|are) {_INTRODUCES}d?\b", re.IGNORECASE)
_STOPS = word_set(
    "of for with to on in by from based that which and as at using where through via into over under without how"
    " whether experiments evidence results report analysis study"
)
"""Words with which what is proposed ends, and what papers present that is no method."""
_MOST_WORDS = 12
_EDGES = "\"'“”‘’`,;:.—–-"
_COINED = re.compile(
    r"\b(?:called|named|dubbed|termed|coined|namely|denoted(?: as| by)?|referred to as|known as"
    r"|[Ww]e (?:call|term|name|dub)(?: (?:it|this|them|our|the)(?: \w+){0,2}?)?"
    r"|refer to (?:it|this|our)(?: \w+){0,2}? as)"
    rf"\s+(?:the )?[\"“'`]*{_WHOLE}"
)
_USUAL = re.compile(r"\b(?:so|often|commonly|usually|widely|also|is|are)$")


def own_name(title: str, abstract: str) -> str | None:
    """The name that a paper gives its own method, as written; None where it gives none."""
    head = _title_name(title)
    if head is not None and _is_made_up(head, title, abstract):
        return head
    named = [name for name in _introduced(abstract) if _is_proper(name, title, abstract)]
    if head is not None and (matching := [n for n in named if folded(head) in folded(n)]):
        return matching[0]
    if named:
        return named[0]
    return head if head is not None and head in abstract else None


def _title_name(title: str) -> str | None:
    """What a title begins with, where that may be a name: `Larch: ...`."""
    match = _TITLE_HEAD.match(title)
    head = match["head"].strip(" \"'“”") if match else ""
    proper = re.fullmatch(_WHOLE, head) is not None and len(head.split()) < 5
    return head if proper and not is_general(head) else None


def _is_made_up(head: str, title: str, abstract: str) -> bool:
    """Whether the head of a title can only be a name: by its capitals, as an acronym, or as the abstract writes it."""
    inner = len(head.split()) < 3 and any(c.isupper() or c.isdigit() for word in head.split() for c in word[1:])
    defined = any(folded(head) in (folded(long), folded(short)) for long, short in definitions(title, abstract))
    return inner or defined or (head in abstract and head.lower() not in abstract)


def _introduced(abstract: str) -> Iterator[str]:
    """The names that an abstract introduces or coins, in the order of the text; last what it spoke of before."""
    known: list[str] = []
    for span in sentences(abstract):
        sentence = abstract[span.start : span.end]
        proposal = _PROPOSAL.search(sentence)
        coined = (m for m in _COINED.finditer(sentence) if not _USUAL.search(sentence[: m.start()].rstrip()))
        found = [(match.start("name"), match["name"]) for match in coined]
        if proposal is not None:
            found += _proposed(sentence, proposal.end())
        for _, name in sorted(found):
            if re.search(rf"\b{re.escape(name)}\b", abstract[: span.start]):
                known.append(name)
            else:
                yield name
    yield from known


def _proposed(sentence: str, start: int) -> Iterator[tuple[int, str]]:
    """The name in the phrase behind a verb of proposing: `Larch`, `a new cache, Larch`, `layered caching (LC)`,
    `a cache model (Larch)`.
    """
    phrase = _phrase(sentence[start : start + 300])
    taken = range(0)
    for long, short in definitions("", sentence[start:]):
        if (at := phrase.find(long)) >= 0:
            taken = range(at, at + len(long))
            yield start + at, f"{long} ({short})"
            break
    for match in _PROPER.finditer(phrase):
        if match.start() not in taken:
            yield start + match.start(), match["name"]


def _phrase(text: str) -> str:
    """The noun phrase that a text begins with; nothing where it begins with what is done (`calculating X`)."""
    words = list(re.finditer(r"\S+", text))[:_MOST_WORDS]
    plain = [word[0].strip(_EDGES) for word in words]
    if not plain or (plain[0].islower() and plain[0].endswith("ing")):
        return ""
    after = [*plain[1:], ""]
    named_of = [word == "of" and following[:1].isupper() for word, following in zip(plain, after, strict=True)]
    ends = (at for at, word in enumerate(plain) if word.casefold() in _STOPS and not named_of[at])
    last = next(ends, len(words))
    return text[: words[last - 1].end()] if last else ""


def _is_proper(name: str, title: str, abstract: str) -> bool:
    """Whether a name is nobody else's and no metric, and where it is a mere capitalised word, whether the paper uses it
    again.
    """
    if is_general(name) or metric(name) is not None:
        return False
    made_up = " " in name or any(c.isupper() or c.isdigit() for c in name[1:])
    return made_up or name in title or abstract.count(name) > 1


def is_general(name: str) -> bool:
    """Whether a name has capitals and is nobody's own: LLMs, RLHF, Transformer."""
    return all(word.casefold() in _GENERAL for word in re.split(r"[\s-]", name))
