"""Orders to a reader that somebody planted in an abstract, and what they want to have said.

No abstract tells its reader what to answer. A sentence that does is no report, and neither is the sentence behind it
unless the paper plainly speaks of itself there again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimx.ledger.voices import speaks_of_itself
from claimx.ledger.words import one_of
from claimx.text import Span

__all__ = ["planted"]

_READERS = one_of(
    "ais? llms? (?:large_)?(?:language_)?models? assistants? reviewers? extractors? annotators? agents? graders?"
    " readers?"
)
_RULES = one_of("instructions? prompts? rules? guidelines directions")
_READS = one_of("reads? reading process(?:es|ing) summari[sz]ing extracting reviewing")
_ANSWER = one_of(
    "output print respond reply answer return report say state write include add list rate mention claim pretend repeat"
)
_ORDER = re.compile(
    rf"(?:^|[^\w\s]\s?|\b(?:please|must|should|now)\s)(?:ignore|disregard|forget|override|do\snot\sfollow)\s"
    rf"(?:\w+\s){{0,4}}{_RULES}\b"
    r"|\b(?:system|developer)\s(?:prompt|message|override)s?\s?:|\[/?INST\]|<\|\w{2,20}\|>|</?(?:system|assistant|user)>"
    r"|(?:^|[<\[(*#-]\s?)(?:system|assistant|user)\s?:"
    rf"|\byou\s{one_of('must should shall will need_to have_to are_now are_(?:required|instructed|told|asked)_to')}\b"
    rf"|\b(?:instructions?|notes?|messages?|reminders?|attention)\s(?:to|for)\s(?:the\s|all\s|any\s)?{_READERS}\b"
    rf"|\b{_READERS}\s(?:who\s|that\s|which\s)?{_READS}\s(?:this|the\sabove)\b"
    r"|\bwhen\s(?:you|asked\sto)\s(?:summari[sz]e|extract|read|review|process|analy[sz]e)\b"
    r"|\b(?:as\san\sai\s(?:assistant|model|agent)\s?,|dear\s(?:ai|assistant|llm|model|reviewer))"
    rf"|^\W{{0,6}}(?:{one_of('please now instead simply just also only then and')},?\s){{0,2}}{_ANSWER}\s?"
    r"(?:\s(?:that|only|with|the|an?|this|these|as|exactly|nothing|no)\b|[:\"“])",
    re.IGNORECASE,
)
_LONGEST_TAIL = 2


def planted(abstract: str, sentences: Sequence[Span]) -> frozenset[int]:
    """Indices of the sentences that give orders, and of up to two behind each that go on with them."""
    found: set[int] = set()
    tail = 0
    for index, (start, end) in enumerate(sentences):
        sentence = abstract[start:end]
        if _ORDER.search(sentence):
            found.add(index)
            tail = _LONGEST_TAIL
        elif tail and not speaks_of_itself(sentence):
            found.add(index)
            tail -= 1
        else:
            tail = 0
    return frozenset(found)
