"""Under which conditions a number was measured, as far as a claim's own words tell: shots, splits, bits, samples.

Two numbers may be held against each other only where these words are the same. What an abstract leaves unsaid stays
unknown: `unsaid` names it.
"""

from __future__ import annotations

import re

from claimx.claims import Claim

__all__ = ["conditions_of", "is_treated", "unsaid"]

_CONDITION = re.compile(
    r"""
    \b(?:zero|one|two|few|many|\d+)[\s-]shots?\b
  | \bCoT\b | \bchain[\s-]of[\s-]thought\b | \bstep[\s-]by[\s-]step\b | \bself[\s-]consistency\b | \bthinking\b
  | \b(?:pass|maj|avg|mean|best|cons|recall|top|hits|precision|ndcg)[@\s-]\d+ | \bbest[\s-]of[\s-]\w+ | \bmajority\b
  | \b\d+[\s-]bits? | \bW\d+A\d+ | \b(?:INT|FP|BF|NF)\d+ | \bquanti[sz]\w+ | \bprun\w+ | \bspars\w+ | \bcompress\w+
  | \b(?:test|dev|development|validation|held[\s-]?out|hidden|public|private)\b
    (?=[\s-](?:set|split|subset|data|part|questions|problems|accuracy))
  | \b(?:train(?:ing)?|easy|hard|medium|harder|hardest|difficult|full|lite|mini|verified|diamond|subset|multilingual)\b
  | \b(?:averag\w+|mean|macro|micro|median|overall|worst|best)\b
  | \b(?:in|out)[\s-](?:of[\s-])?(?:domain|distribution)\b | \bOOD\b | \bunseen\b | \bcross[\s-]\w+
  | \b(?:adversarial\w*|attack\w*|nois[ey]\w*|corrupt\w*|perturb\w*|shift\w*)\b
  | \b\d[\d.,]*\s?[KMBT]?[\s-](?:samples?|trajectories|rollouts?|steps?|examples?|epochs?|tokens?|tasks?|turns?|agents?
    |frames?|labels?|GPUs?|questions?|problems?|contexts?|lengths?|attempts?|rounds?|iterations?)\b
  | \b(?:\d+[KM])\b | (?<![\d.])\d+%\s(?=(?:of\s)?(?:the\s|its\s)?(?:spars|label|data|train|weight|param|token|sample))
  | \b(?:batch|beam|temperature)\b[\w\s=-]{0,12}?\d[\d.]*
  | \b(?:A100|H100|H200|B200|V100|T4|RTX|TPU|GPU|CPU|phone|mobile|edge|laptop|single|multi)\w*
  | \b(?:fine-?tun\w*|distill\w*|instruct\w*|pre-?train\w*|tool\w*|retriev\w*|search|without|no|w/o|ablat\w*|only)\b
  | \b(?:Arabic|Bengali|Chinese|Czech|Dutch|English|Finnish|French|German|Hindi|Indonesian|Italian|Japanese|Korean
    |Persian|Polish|Portuguese|Russian|Spanish|Swahili|Thai|Turkish|Ukrainian|Urdu|Vietnamese)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TREATED = re.compile(
    r"\b(?:with|using|after|via|when|our|ours|we|equip\w*|augment\w*|enhanc\w*|improv\w*|boost\w*|rais\w*|lift\w*"
    r"|fine-?tun\w*|train\w*|distill\w*|prompt\w*|adapt\w*|align\w*|appl\w*|combin\w*|plus|from)\b|\+",
    re.IGNORECASE,
)
"""Words that say that something was done to a model, whose number then is no longer that of the model alone."""
_SHOTS = re.compile(r"shot", re.IGNORECASE)
_SPLIT = re.compile(r"\b(?:test|dev|development|validation|held|hidden|public|private)\b", re.IGNORECASE)


def conditions_of(claim: Claim) -> frozenset[str]:
    """The words of a claim and its quote that tell how it was measured, spelling apart."""
    texts = (claim.method, claim.metric, *claim.benchmarks, claim.evidence.quote)
    found = (match[0].casefold() for text in texts for match in _CONDITION.finditer(text))
    return frozenset(re.sub(r"[\s-]+", "-", " ".join(words.split())) for words in found)


def is_treated(claim: Claim) -> bool:
    """Whether the quote may tell of a method to which something was done."""
    return _TREATED.search(claim.evidence.quote) is not None


def unsaid(conditions: frozenset[str], *, sized: bool) -> tuple[str, ...]:
    """What claims under these conditions leave open that may explain a difference."""
    told = " ".join(conditions)
    left = [] if sized else ["sizes of the models"]
    left += [] if _SHOTS.search(told) else ["shots or prompts"]
    return (*left, *(() if _SPLIT.search(told) else ("splits of the benchmark",)))
