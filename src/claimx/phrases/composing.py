"""Which claims a summary tells of, and the sentences that tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from claimx.phrases.amounts import amount, capitalised, listed, shortened
from claimx.phrases.answers import LONGEST, AnsweredFigure, AnsweredSentence, AnsweredSummary
from claimx.phrases.clauses import Clause, clause_of
from claimx.phrases.outlines import Asked, Outline
from claimx.phrases.sets import directions, group_sentence, totals_sentence

__all__ = ["composed", "ranked", "told"]

_OF_A_PAPER = 2
_OF_THE_WHOLE = 7
_TOGETHER = 3
"""Claims that share a sentence, at most."""
_SURE = ("firm", "checked", "doubtful")
_Clauses = list[tuple[Outline, Clause]]


def composed(asked: Asked) -> AnsweredSummary:
    """The summary that is asked for, in sentences that say no more than the rows."""
    match asked.about:
        case "paper":
            sentences = list(_of_papers(asked.claims, _OF_A_PAPER))
        case "group":
            sentences = [group_sentence(group) for group in asked.groups[:1]]
        case "whole":
            sentences = list(_of_the_whole(asked))
    return AnsweredSummary(sentences=sentences)


def told(claims: Sequence[Outline]) -> AnsweredSentence:
    """One sentence about the first of these claims and those that can share it; ValueError where there is none."""
    if not claims:
        raise ValueError("there is no claim to tell of")
    clauses = [(claim, clause_of(claim)) for claim in claims]
    return _sentence(_with_companions(clauses[0], clauses[1:]))


def ranked(claims: Iterable[Outline]) -> list[Outline]:
    """The claims, those that hold most first."""
    return sorted(claims, key=_weight)


def _of_papers(claims: Iterable[Outline], most: int) -> Iterator[AnsweredSentence]:
    """Sentences about the claims that hold most, each about another metric."""
    open_ones = [(claim, clause_of(claim)) for claim in ranked(claims)]
    metrics = set[str]()
    while open_ones and most:
        first, *others = open_ones
        together = _with_companions(first, others)
        yield _sentence(together)
        metrics.add(first[0].metric)
        done = {claim.id for claim, _ in together}
        rest = [pair for pair in others if pair[0].id not in done]
        open_ones = [pair for pair in rest if pair[0].metric not in metrics]
        most -= 1


def _of_the_whole(asked: Asked) -> Iterator[AnsweredSentence]:
    sentences: list[AnsweredSentence] = []
    if asked.totals:
        sentences.append(totals_sentence(asked.totals))
        sentences += [way for way in [directions(asked.totals)] if way]
    spread = [group for group in asked.groups if group.median is not None]
    sentences += [group_sentence(group) for group in (spread or list(asked.groups))[:2]]
    yield from sentences
    for claims, _ in zip(_by_paper(asked.claims), range(_OF_THE_WHOLE - len(sentences)), strict=False):
        yield next(_of_papers(claims, 1))


def _by_paper(claims: Iterable[Outline]) -> list[list[Outline]]:
    """The claims of each paper, the papers of the claims that hold most first."""
    papers: dict[str, list[Outline]] = {}
    for claim in ranked(claims):
        papers.setdefault(claim.paper, []).append(claim)
    return list(papers.values())


def _weight(claim: Outline) -> tuple[object, ...]:
    """What makes a claim one to tell first: a number, sure, plain, on something named, against something named."""
    moves = claim.direction is not None
    plain = claim.bound == "exact"
    sure = _SURE.index(claim.confidence)
    return (not claim.in_numbers, sure == 2, not moves, not plain, not claim.benchmarks, not claim.baselines, sure)


def _with_companions(first: tuple[Outline, Clause], others: Iterable[tuple[Outline, Clause]]) -> _Clauses:
    """A claim, and those others that say the same of other benchmarks or against others."""
    together = [first]
    pieces = {_piece(first[1])}
    for claim, clause in others:
        alike = clause.free and first[1].free and clause.shared == first[1].shared
        alike = alike and _has_names(claim) == _has_names(first[0])
        if alike and claim.paper == first[0].paper and len(together) < _TOGETHER and _piece(clause) not in pieces:
            together.append((claim, clause))
            pieces.add(_piece(clause))
    return together


def _has_names(claim: Outline) -> tuple[bool, bool]:
    """What it names: of two claims in a sentence, what one leaves out would be read as the other's."""
    return bool(claim.benchmarks), bool(claim.baselines)


def _piece(clause: Clause) -> str:
    return clause.rest + clause.place


def _sentence(together: _Clauses) -> AnsweredSentence:
    """The claims in a sentence; where their names are too long for one, the first alone, then without what it was
    tested on and compared with.
    """
    first = together[0][0]
    bare = first.model_copy(update={"benchmarks": (), "baselines": ()})
    choices = [together, together[:1], [(bare, clause_of(bare))]]
    chosen = next((claims for claims in choices if len(_text(claims)) <= LONGEST), choices[-1])
    return AnsweredSentence(
        text=shortened(_text(chosen), LONGEST),
        claims=[claim.id for claim, _ in chosen],
        figures=[figure for claim, _ in chosen for figure in _figures(claim)],
    )


def _text(together: _Clauses) -> str:
    clauses = [clause for _, clause in together]
    head = clauses[0]
    opening = f"{head.lead}{head.subject} {head.predicate}"
    places = {clause.place for clause in clauses}
    if len(places) == 1:
        opening += places.pop()
        rests = [clause.rest for clause in clauses]
    else:
        rests = [_piece(clause) for clause in clauses]
    body = rests[0] if len(rests) == 1 else f" {listed([rest.strip() for rest in rests])}"
    return f"{capitalised(opening)}{body}."


def _figures(claim: Outline) -> Iterator[AnsweredFigure]:
    for number, field in ((claim.value, "value"), (claim.high, "value"), (claim.from_, "from"), (claim.to, "to")):
        if number is not None:
            yield AnsweredFigure.model_validate(
                {"text": shortened(amount(number, None, None), 40), "claims": [claim.id], "field": field}
            )
