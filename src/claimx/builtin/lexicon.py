"""The words that the built-in reader knows: verbs, adjectives and nouns of change, cues of results and of background.

A word of change has an effect. `up` and `down` say which way the metric as named moves; `good` and `bad` say only
that it gets better or worse, so that the way depends on the metric: perplexity that improves falls.
"""

from __future__ import annotations

from typing import Literal

from claimx.text import word_set

__all__ = [
    "ADJECTIVES",
    "ADVERBS",
    "AUXILIARIES",
    "CHANGE_NOUNS",
    "CHANGE_VERBS",
    "CONJUNCTIONS",
    "DEGREES",
    "DETERMINERS",
    "INTRANSITIVE",
    "LEVEL_VERBS",
    "MATCH_VERBS",
    "MODALS",
    "OF_HEADS",
    "OTHER_VERBS",
    "OUTCOME_VERBS",
    "PREPOSITIONS",
    "PRONOUNS",
    "REPORT_VERBS",
    "RESOURCES",
    "SHARE_VERBS",
    "SUBORDINATORS",
    "USE_VERBS",
    "WIN_VERBS",
    "Effect",
    "forms",
]

Effect = Literal["up", "down", "good", "bad", "equal"]


def forms(bases: str) -> dict[str, str]:
    """Every form of the verbs in `bases`, each with its base; irregular forms are written `fall/fell/fallen`."""
    found: dict[str, str] = {}
    for entry in bases.split():
        base, *irregular = entry.split("/")
        found |= dict.fromkeys((*_regular(base), *irregular), base)
    return found


def _regular(base: str) -> tuple[str, ...]:
    if base.endswith("e"):
        return (base, base + "s", base + "d", base[:-1] + "ing")
    if base.endswith("y") and base[-2] not in "aeiou":
        return (base, base[:-1] + "ies", base[:-1] + "ied", base + "ing")
    third = base + ("es" if base.endswith(("s", "x", "ch", "sh", "z")) else "s")
    doubled = base + base[-1] if base in _DOUBLING else base
    return (base, third, doubled + "ed", doubled + "ing")


_DOUBLING = word_set("drop cut slip trim shed get hit win beat run excel compel outrun top")


def _effects(groups: dict[Effect, str]) -> dict[str, Effect]:
    return {form: effect for effect, bases in groups.items() for form in forms(bases)}


def _nouns(groups: dict[Effect, str]) -> dict[str, Effect]:
    return {noun + ending: effect for effect, nouns in groups.items() for noun in nouns.split() for ending in ("", "s")}


CHANGE_VERBS: dict[str, Effect] = _effects(
    {
        "good": "improve enhance strengthen better advance ameliorate upgrade refine",
        "up": "increase raise boost lift elevate amplify gain grow/grew/grown rise/rose/risen accelerate expand"
        " double triple quadruple climb speed jump surge add maximize augment enlarge prolong lengthen"
        " heighten inflate widen",
        "down": "reduce decrease lower cut drop fall/fell/fallen shrink/shrank/shrunk lessen diminish mitigate"
        " alleviate save decline slash trim minimize minimise suppress compress curb narrow halve shorten slow prune"
        " cheapen eliminate shed ease relieve lighten plummet collapse forfeit"
        " curtail dampen attenuate",
        "bad": "degrade lose/lost cost hurt harm worsen deteriorate impair damage sacrifice compromise weaken undermine"
        " suffer lag trail underperform",
    }
)
"""Verbs of change and their effect on what changes."""

INTRANSITIVE = frozenset(
    form
    for form in forms(
        "improve increase grow/grew/grown rise/rose/risen decrease drop fall/fell/fallen shrink/shrank/shrunk"
        " diminish decline degrade worsen deteriorate double triple quadruple climb gain lose/lost jump surge"
        " plummet collapse halve go/went/gone vary scale"
        " suffer accelerate"
    )
)
"""Verbs whose subject may be the metric."""

WIN_VERBS = frozenset(
    forms("outperform surpass exceed beat/beaten outrank outdo/outdid outclass overtake outscore excel")
)
"""Verbs of being better than their object."""
MATCH_VERBS = frozenset(forms("match rival equal"))
"""Verbs of being as good as their object."""
LEVEL_VERBS = frozenset(
    forms(
        "achieve reach attain obtain score get/got yield record deliver hit report produce secure earn realize"
        " realise register show/shown demonstrate exhibit display see/saw/seen provide give/gave/given offer"
        " bring/brought observe enjoy solve answer pass prove serve run/ran need require take/took use generate"
        " sustain enable resolve complete complies comply predict detect correct recover explain cover contain"
        " prefer succeed occupy respond agree"
    )
)
"""Verbs whose object is a level or an outcome."""
OUTCOME_VERBS = frozenset(
    forms(
        "achieve reach attain obtain yield deliver show/shown demonstrate exhibit display see/saw/seen provide"
        " give/gave/given offer bring/brought observe enjoy lead/led result produce have/has/had realize realise"
        " report gain get/got find/found perform establish set maintain enable confirm reveal"
    )
)
"""Verbs that may carry an outcome as their object."""
SHARE_VERBS = frozenset(forms("retain preserve recover keep/kept maintain capture close explain match reach achieve"))
"""Verbs whose object "N% of X" is a share of X."""
USE_VERBS = frozenset(
    forms("use require need consume take/took train spend/spent utilize utilise employ access update activate")
)
"""Verbs whose object is a cost."""
REPORT_VERBS = frozenset(
    forms(
        "show/shown find/found demonstrate reveal indicate suggest confirm observe report discover establish prove"
        " identify uncover verify validate conclude highlight illustrate see note"
    )
)
"""Verbs of saying what came out."""
OTHER_VERBS = frozenset(
    forms(
        "apply train evaluate study investigate explore examine analyze analyse compare conduct test make/made help"
        " allow let learn/learnt adapt transfer work tend depend rely follow become/became seem appear emerge occur"
        " happen exist arise/arose involve combine integrate address tackle select choose/chose/chosen remove"
        " extend generalize generalise scale correlate converge behave vary struggle fail lack face leverage adopt"
        " build/built release consist comprise create propose introduce present develop design describe aim hope"
        " seek/sought argue hypothesize perform operate facilitate support enable ensure focus formulate define"
        " call name refer provide incorporate assess measure compute estimate construct collect curate annotate"
        " distill distil quantize fine-tune finetune pretrain pre-train simulate translate encode decode map model"
        " represent treat view consider assume require persist differ stem mitigate exploit encourage guide"
        " drive/drove/driven steer control fix/fixed stabilize stabilise simplify bridge align balance trade avoid"
        " prevent overcome/overcame remain stay store force push open pave mark contribute play suggest mean/meant"
        " imply reflect raise transform optimize optimise tune rank compete trail lag win/won store scale hold/held"
        " shift switch tend trend break/broke expose unlock extract outline discuss compose attend speak carry"
        " carries distinguish interact reason think/thought know/knew"
    )
)
"""Verbs that matter only because a clause turns on them."""
MODALS = frozenset(["could", "may", "might", "would", "should", "shall", "ought"])
"""Auxiliaries under which nothing is claimed."""
AUXILIARIES = word_set("is are was were be been being am has have had do does did can cannot will to not n't also both")
DETERMINERS = word_set(
    "the a an this that these those our its their his her your my some any each every all both such no "
    "another various several many multiple other"
)
PRONOUNS = word_set("it they we this these that which who them itself ours us one")
CONJUNCTIONS = word_set("and or but nor yet & / plus")
SUBORDINATORS = word_set(
    "while whereas although though when where if because since as that which who whose whether even "
    "despite thus thereby hence so unlike"
)
PREPOSITIONS = word_set(
    "of in on at by for with from to over than against across among between within under during after "
    "before into onto without via through throughout per using despite compared relative versus vs vs. "
    "like regarding around about above behind below beyond up toward towards upon as given including while such "
    "until"
)
DEGREES = word_set(
    "significant substantial considerable remarkable notable great large huge dramatic marked consistent "
    "strong superior excellent impressive competitive comparable similar better best improved average "
    "overall relative absolute additional further further up small slight modest slightly mean total new "
    "good state-of-the-art significantly substantially considerably remarkably notably greatly largely "
    "hugely dramatically markedly consistently strongly effectively also only just still even "
    "respectively on-average"
)
ADVERBS = word_set(
    "also only just still even often always never almost nearly further more most less least much far "
    "well not respectively together again already very quite rather too then thus now here there up down"
)
ADJECTIVES: dict[str, tuple[Effect, str | None]] = {
    "faster": ("up", "speed"),
    "quicker": ("up", "speed"),
    "speedier": ("up", "speed"),
    "slower": ("down", "speed"),
    "better": ("good", None),
    "worse": ("bad", None),
    "higher": ("up", None),
    "greater": ("up", None),
    "larger": ("up", "size"),
    "bigger": ("up", "size"),
    "more": ("up", None),
    "longer": ("up", "length"),
    "stronger": ("good", None),
    "improved": ("good", None),
    "increased": ("up", None),
    "fewer": ("down", None),
    "less": ("down", None),
    "lower": ("down", None),
    "smaller": ("down", "size"),
    "shorter": ("down", "length"),
    "cheaper": ("down", "cost"),
    "lighter": ("down", "size"),
    "reduced": ("down", None),
    "decreased": ("down", None),
    "poorer": ("bad", None),
    "easier": ("down", "difficulty"),
    "harder": ("up", "difficulty"),
    "denser": ("up", "density"),
    "deeper": ("up", "depth"),
    "wider": ("up", "width"),
    "safer": ("up", "safety"),
}
"""Comparatives, their effect, and the metric that they name by themselves."""
CHANGE_NOUNS: dict[str, Effect] = _nouns(
    {
        "good": "improvement enhancement advantage lead margin",
        "up": "increase gain boost speedup speed-up acceleration uplift rise growth lift jump uptick increment",
        "down": "reduction decrease drop decline saving cut decrement shrinkage",
        "bad": "degradation deterioration loss penalty",
    }
)
"""Nouns of change and their effect."""
OF_HEADS = word_set(
    "number amount rate cost quality size effect effects impact length speed probability share level "
    "degree quantity ability capability risk variance consistency diversity efficiency number fraction "
    "proportion percentage average complexity"
)
"""Heads of a noun phrase that say nothing without their `of`."""
RESOURCES = word_set(
    "parameter parameters data dataset compute computation memory budget cost costs time token tokens "
    "size flops samples sample labels annotations steps training examples latency energy storage cache "
    "bandwidth gpu gpus hours overhead capacity context length layers weights neurons experts calls "
    "queries storage vram footprint queries operations communication instances corpus images rollouts "
    "documents pairs"
)
"""Nouns of what is spent: a share of one of these is an economy."""
