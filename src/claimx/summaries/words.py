"""The words that a summary may use beside names and numbers, and what those of direction say.

A closed list. What is not on it is no word of a summary: a cause (because), a weight (significantly), a possibility
(may), a denial (not), a generality (all, most) say more than a row does and cannot be checked against it.
"""

from __future__ import annotations

from typing import Literal

from claimx.text import word_set

__all__ = [
    "BEFORE_A_RIVAL",
    "BEHIND",
    "CONNECTORS",
    "COUNTED",
    "GREATEST",
    "LEAST",
    "MOVES",
    "OF_CHANGE",
    "OF_ITSELF",
    "PHRASES",
    "QUALIFIERS",
    "SENSES",
    "TO_A_RIVAL",
    "WEAK_CONNECTORS",
    "WORDS",
    "Sense",
]

Sense = Literal["up", "down", "better", "worse", "same", "fast", "slow", "cheap", "dear"]
"""What a word says of a claim: which way the metric moves (up, down), what that is worth (better, worse), that
nothing differs (same), or how time and cost stand (fast, slow, cheap, dear)."""


def _verbs(listed: str) -> frozenset[str]:
    """The forms of regular verbs: raise, raises, raised, raising."""
    found: set[str] = set()
    for verb in listed.split():
        stem = verb.removesuffix("e")
        found |= {verb, f"{stem}ing", f"{stem}ed", f"{verb}es" if verb.endswith(("s", "sh", "ch", "x")) else f"{verb}s"}
    return frozenset(found)


_PLAIN = word_set("""
        a an the our this that these those its it their they them which where who whose itself there here
        of in on at under for with by from to as into onto across through during per via among between within toward
        towards and or but while whereas though although yet plus also too both when once then after before next about
        versus vs against than over only just much like such
        is are was were be been being has have had having do does did
        according something relative relatively absolute exactly reference original median
        paper papers abstract abstracts author authors study studies work works own
        result results value values figure figures number numbers claim claims level levels amount factor
        method methods approach approaches model models system systems technique
        baseline baselines benchmark benchmarks dataset datasets metric metrics
        percentage percent point points comparison comparisons difference differences parameter parameters
        say says said find finds found show shows showed shown see sees saw tell tells told give gives gave given
        get gets got getting come comes came coming stand stands stood standing sit sits sat set sets put puts putting
        go goes went going run runs ran bring brings brought bringing take takes took taking make makes made making
        spend spends spent keep keeps kept keeping hold holds held holding leave leaves left leaving
        scores scored scoring hit hits fit fits fitted lie lies lay vary varies varied
    """) | _verbs("""
        report claim state describe measure perform note cite concern cover list present mention evaluate compare test
        reach achieve attain obtain start end need require use retain preserve remain stay move change shift
        differ range span yield deliver provide offer
    """)
"""Words that say nothing which a check could find wrong."""

PHRASES: dict[str, str] = {
    **dict.fromkeys(("compared with", "compared to", "in comparison with", "in comparison to"), "against"),
    **dict.fromkeys(("relative to", "rather than", "instead of", "as opposed to"), "against"),
    "up from": "up_from",
    "down from": "down_from",
    "down to": "down_to",
    **dict.fromkeys(
        ("no difference", "no differences", "no change", "no changes", "no effect", "no loss"), "unchanged"
    ),
    **dict.fromkeys(("did not change", "does not change", "do not change"), "unchanged"),
    **dict.fromkeys(("did not affect", "does not affect", "do not affect"), "unchanged"),
    **dict.fromkeys(("without changing", "without a change", "without loss", "without a loss"), "unchanged"),
    "the same": "same",
    **dict.fromkeys(("on par with", "on a par with", "on par", "in line with", "level with"), "matching"),
    **dict.fromkeys(("comparable to", "comparable with", "similar to", "equal to", "equivalent to"), "matching"),
    "close to": "about",
    "ahead of": "ahead",
    **dict.fromkeys(("short of", "falls behind", "fall behind", "fell behind", "falling behind"), "behind"),
    **dict.fromkeys(("falls short", "fell short", "loses to", "lost to"), "behind"),
    "out of": "of",
    "in words": "in_words",
    "in numbers": "in_numbers",
}
"""Words that belong together, and the one word that they count as."""

_ADVERSE = _verbs("trail lag") | word_set("trails trailed trailing lagged lagging behind")
_UP = _verbs("raise increase lift boost add lengthen") | word_set(
    "grow grows grew growing rise rises rose rising higher more greater larger longer up up_from above"
)
_DOWN = _verbs("reduce lower decrease decline trim shorten save halve") | word_set("""
    cut cuts cutting drop drops dropped dropping fall falls fell falling shrink shrinks shrank shrinking trimmed
    less fewer smaller shorter down down_from down_to below reduction reductions saving savings
""")
_BETTER = _verbs("improve outperform surpass exceed gain benefit") | word_set("""
    improvement improvements better beat beats beating ahead win wins won advantage lead leads tops topped
""")
_WORSE = (
    _verbs("worsen degrade underperform harm")
    | _ADVERSE
    | word_set("""
    worse degradation hurt hurts lose loses lost losing loss losses
""")
)
_SAME = _verbs("match equal") | word_set("same comparable similar parity tie ties tied unchanged unaffected")

OF_ITSELF: frozenset[Sense] = frozenset({"fast", "slow", "cheap", "dear"})
"""Senses of words that say what was measured, too."""
SENSES: dict[str, Sense] = {}
"""What words of direction say."""
_SAYING: tuple[tuple[Sense, frozenset[str]], ...] = (
    ("up", _UP),
    ("down", _DOWN),
    ("better", _BETTER),
    ("worse", _WORSE),
    ("same", _SAME),
    ("fast", word_set("faster quicker speedup speedups speed-up")),
    ("slow", word_set("slower")),
    ("cheap", word_set("cheaper")),
    ("dear", word_set("costlier")),
)
for _sense, _words in _SAYING:
    SENSES.update(dict.fromkeys(_words, _sense))

OF_CHANGE = word_set("""
    gain gains improvement improvements increase increases reduction reductions drop drops rise decrease decreases boost
    speedup speed-up speedups cut loss losses saving savings decline advantage lead difference differences change
    changes degradation lift lower higher more less fewer better worse faster slower quicker cheaper costlier smaller
    larger shorter longer greater
""")
"""Words behind an amount that make it one of change."""
BEHIND = word_set("above below ahead behind over under up down")
"""Words that do so too, unless a `from` or a `to` stands before the amount."""
MOVES = _verbs("gain add save improve increase") | word_set("""
    lose loses lost losing rise rises rose drop drops dropped fall falls fell
""")
"""Verbs that an amount of change may follow at once."""

BEFORE_A_RIVAL = (
    word_set("than over against versus vs matching above beat beats beating")
    | _verbs("match outperform surpass")
    | _ADVERSE - {"behind"}
)
"""Words that the name of what a method is compared with must follow, or a number."""
TO_A_RIVAL = (
    BEFORE_A_RIVAL
    | _verbs("equal exceed underperform improve lift raise boost")
    | word_set("""
        ahead behind below under as from tops topped tie ties take takes took bring brings brought
    """)
)
"""Words that it may follow."""

CONNECTORS = word_set("and but while whereas though although yet plus or")
"""Words between two statements, or between two names."""
WEAK_CONNECTORS = word_set("with at using needing requiring for taking reaching")
"""Words that may begin a further statement within one."""

COUNTED: dict[str, str] = {
    **dict.fromkeys(("paper", "papers", "abstract", "abstracts", "study", "studies"), "papers"),
    **dict.fromkeys(("method", "methods"), "methods"),
    **dict.fromkeys(("benchmark", "benchmarks"), "benchmarks"),
    **dict.fromkeys(
        word_set("""
            claim claims result results value values figure figures change changes comparison comparisons level levels
            factor factors gain gains improvement improvements increase increases reduction reductions drop drops
            decrease decreases number numbers
        """),
        "claims",
    ),
}
"""What can be counted, and what of the claims that counts."""
QUALIFIERS = word_set("exact in_numbers quantified in_words qualitative bounds ranges")
"""Words that narrow down what is counted."""
GREATEST = word_set("highest largest greatest biggest maximum")
"""Words that only the greatest exact value of a whole group bears."""
LEAST = word_set("lowest smallest fewest minimum")
"""Words that only the least exact value of a whole group bears."""

WORDS = (
    _PLAIN
    | CONNECTORS
    | WEAK_CONNECTORS
    | QUALIFIERS
    | OF_CHANGE
    | BEHIND
    | GREATEST
    | LEAST
    | frozenset(SENSES)
    | frozenset(COUNTED)
    | frozenset(PHRASES.values())
)
"""All of them."""
